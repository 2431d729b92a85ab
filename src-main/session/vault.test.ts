import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../log'
import { JsonFile } from '../settings/json-file'
import { MemoryBox, tempFolder } from './testing'
import { Vault } from './vault'

const SECRET = 'canary-token-0123456789'
let folder: ReturnType<typeof tempFolder>
let file: string
let box: MemoryBox

beforeEach(() => {
  folder = tempFolder()
  file = join(folder.path, 'vault.json')
  box = new MemoryBox()
})
afterEach(() => folder.remove())

const open = () => new Vault(new JsonFile(file), box, silentLog)

describe('a working keychain', () => {
  it('keeps a secret over a restart, sealed, for its owner only', async () => {
    await open().put('a', SECRET)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 12))
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const again = open()
    expect(again.state).toBe('unread')
    expect(await again.get('a')).toBe(SECRET)
    expect(again.state).toBe('ok')
    expect(again.persisted('a')).toBe(true)
  })

  it('reads once, however many ask', async () => {
    await open().put('a', SECRET)
    const again = open()
    await Promise.all([again.get('a'), again.get('a'), again.get('b'), again.read()])
    expect(box.opened).toBe(1)
  })

  it('writes what is true at the end when many write at once', async () => {
    const vault = open()
    await Promise.all([
      vault.put('a', '1'),
      vault.put('b', '2'),
      vault.remove('a'),
      vault.put('c', '3'),
    ])
    const again = open()
    expect([await again.get('a'), await again.get('b'), await again.get('c')]).toEqual([
      null,
      '2',
      '3',
    ])
  })

  it('forgets at the end of the process what was not to be remembered', async () => {
    const vault = open()
    await vault.put('a', 'old')
    await vault.put('a', SECRET, false)
    expect(await vault.get('a')).toBe(SECRET)
    expect(vault.persisted('a')).toBe(false)
    expect(await open().get('a')).toBeNull()
  })
})

describe('no keyring', () => {
  it('keeps secrets in memory and writes nothing', async () => {
    box.box = 'noKeyring'
    const vault = open()
    await vault.put('a', SECRET)
    expect(vault.state).toBe('noKeyring')
    expect(await vault.get('a')).toBe(SECRET)
    expect(vault.persisted('a')).toBe(false)
    expect(() => statSync(file)).toThrow()
  })

  it('leaves a file of better times alone', async () => {
    await open().put('a', SECRET)
    const before = readFileSync(file)
    box.box = 'noKeyring'
    const vault = open()
    await vault.put('b', 'x')
    await vault.remove('a')
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

describe('a locked keyring', () => {
  beforeEach(async () => {
    const vault = open()
    await vault.put('kept', 'from the file')
    await vault.put('replaced', 'old')
    await vault.put('removed', 'signed out meanwhile')
    box.box = 'locked'
  })

  it('opens on retry and unites what both sides know, the newer winning', async () => {
    const vault = open()
    expect(await vault.get('kept')).toBeNull()
    expect(vault.state).toBe('locked')
    await vault.put('replaced', 'new')
    await vault.remove('removed')
    await vault.retry()
    expect(vault.state).toBe('ok')
    const all = async (from: Vault) => [
      await from.get('kept'),
      await from.get('replaced'),
      await from.get('removed'),
    ]
    expect(await all(vault)).toEqual(['from the file', 'new', null])
    expect(await all(open())).toEqual(['from the file', 'new', null])
  })

  it('stays locked when the prompt is dismissed', async () => {
    box.afterUnlock = 'locked'
    const vault = open()
    await vault.retry()
    expect(vault.state).toBe('locked')
  })
})

describe('a lost key', () => {
  it('is named, keeps the old file once, and ends with the next sign-in', async () => {
    await open().put('a', SECRET)
    const sealed = readFileSync(file)
    box.loseKey()
    const vault = open()
    const states: string[] = []
    vault.onChange((state) => states.push(state))
    expect(await vault.get('a')).toBeNull()
    await vault.put('a', 'fresh')
    expect(states).toEqual(['keyLost', 'ok'])
    expect(readFileSync(`${file}.bak`).equals(sealed)).toBe(true)
    expect(await open().get('a')).toBe('fresh')
  })
})

describe('an unreadable file', () => {
  it.each([
    ['no JSON', '{"version":1,"seal'],
    ['another version', '{"version":2,"sealed":"AAAA"}'],
    ['no base64', '{"version":1,"sealed":"***"}'],
    ['another shape', '[]'],
  ])('is named: %s', async (_name, text) => {
    writeFileSync(file, text)
    const vault = open()
    expect(await vault.get('a')).toBeNull()
    expect(vault.state).toBe('unreadable')
    await vault.put('a', SECRET)
    expect(vault.state).toBe('ok')
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe(text)
  })

  it('costs the persistence, not the sign-in, when it cannot be written', async () => {
    const vault = new Vault(new JsonFile(join(file, 'below-a-file', 'vault.json')), box, silentLog)
    writeFileSync(file, 'a file where a folder is needed')
    await vault.put('a', SECRET)
    expect(await vault.get('a')).toBe(SECRET)
    expect(vault.persisted('a')).toBe(false)
  })
})
