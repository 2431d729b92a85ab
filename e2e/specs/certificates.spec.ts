import { expect, test } from '../fixtures'
import { MASTER_PASSWORD, MIO, registerTodoUser, setUpLibrary } from '../fixtures/accounts'
import { TlsFront } from '../fixtures/tls-front'
import { CertificateDialog } from '../pages/certificate'
import { ConnectPage } from '../pages/connect'
import { Shell } from '../pages/shell'
import { SignInSheet } from '../pages/sign-in'

test('a self-signed server is accepted by its fingerprint; a changed one gets nothing', async ({
  app,
  server,
}) => {
  await setUpLibrary(server)
  await registerTodoUser(server, MIO)
  const front = await new TlsFront(server.url).renew()
  const dialog = new CertificateDialog(app.page)
  const connect = await new ConnectPage(app.page).ask(front.url)
  await expect(dialog.fingerprints).toHaveText(front.fingerprint)
  expect(front.received).toBe(0)
  await dialog.accept.click()
  await expect(connect.both).toBeVisible()
  await connect.submit.click()
  const sheet = new SignInSheet(app.page)
  await sheet.signInLibrary(MASTER_PASSWORD)
  await sheet.signInTodos(MIO.user, MIO.password)
  const shell = await new Shell(app.page).live()

  const before = front.fingerprint
  await front.renew()
  await expect(dialog.look.first()).toBeVisible()
  await dialog.look.first().click()
  await expect(dialog.root.getByRole('heading')).toHaveText('The certificate has changed')
  await expect(dialog.fingerprints).toHaveText([before, front.fingerprint])
  await expect(dialog.accept).toBeHidden()
  await dialog.close()
  expect(front.received).toBe(0)

  const settings = await shell.go('settings')
  await settings.servers.first().getByRole('button', { name: /^More/ }).click()
  await app.page.getByRole('menuitem', { name: 'Forget the accepted certificate' }).click()
  await expect(shell.toasts).toContainText('Engawa asks again')
  await dialog.look.first().click()
  await expect(dialog.fingerprints).toHaveText(front.fingerprint)
  expect(front.received).toBe(0)
  await dialog.accept.click()
  await shell.live()
  expect(front.received).toBeGreaterThan(0)
  await front.stop()
})
