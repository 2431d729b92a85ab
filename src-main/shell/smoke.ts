import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BrowserWindow } from 'electron'
import { TEST_IDS } from '../../src-shared/test-ids'
import type { Navigation } from '../../src-shared/ipc/events'
import type { Clock } from '../clock'

const DEADLINE_MS = 90_000

/** The part of the window that is used. */
export interface SmokeWindow {
  isVisible(): boolean
  once(event: 'show', listener: () => void): unknown
  readonly webContents: Pick<BrowserWindow['webContents'], 'executeJavaScript' | 'capturePage'>
}

export interface SmokeOptions {
  readonly window: SmokeWindow
  readonly clock: Clock
  /** Resolves with the titles of the library slice once it has rows. */
  readonly waitForLibrary: () => Promise<readonly string[]>
  readonly navigate: (to: Navigation) => void
  /** Where the PNG goes; null: none is made. */
  readonly screenshot: string | null
  readonly print: (line: string) => void
}

/**
 * The unattended first run (`ENGAWA_SMOKE=1 npm start`): does what a newcomer does, through the real
 * page, and answers the exit code. 0 only after the sample library stood in the window; 1 with a line
 * that says what was missing.
 */
export async function runSmoke(options: SmokeOptions): Promise<0 | 1> {
  const progress = { missing: 'the window' }
  let expire: () => void = () => {}
  const expired = new Promise<'expired'>((resolve) => {
    expire = () => resolve('expired')
  })
  const deadline = options.clock.after(DEADLINE_MS, expire)
  try {
    const ended = await Promise.race([walk(options, progress), expired])
    if (ended !== 'expired') {
      options.print('ready: window shown, sample library listed')
      return 0
    }
    options.print(`smoke: not ready after ${DEADLINE_MS / 1_000} s, missing: ${progress.missing}`)
  } catch (error) {
    options.print(`smoke: failed, missing: ${progress.missing}: ${String(error)}`)
  } finally {
    deadline.cancel()
  }
  return 1
}

async function walk(options: SmokeOptions, progress: { missing: string }): Promise<void> {
  const { window, navigate, waitForLibrary, screenshot } = options
  await shown(window)
  progress.missing = 'the first painted frame'
  await run(window, PAINTED)
  progress.missing = 'the button "Try it with the sample server"'
  await run(window, clickWhenThere(byTestId(TEST_IDS.connect.sample)))
  progress.missing = 'the series of the sample library'
  const titles = await waitForLibrary()
  progress.missing = 'the library page with its series'
  navigate({ to: 'library' })
  await run(window, waitForText(byTestId(TEST_IDS.library.page), titles))
  await run(window, PAINTED)
  if (screenshot === null) return
  progress.missing = 'the screenshot'
  const image = await window.webContents.capturePage()
  if (image.isEmpty()) throw new Error('the picture is empty')
  await mkdir(dirname(screenshot), { recursive: true })
  await writeFile(screenshot, image.toPNG())
}

async function shown(window: SmokeWindow): Promise<void> {
  if (window.isVisible()) return
  await new Promise<void>((resolve) => {
    window.once('show', resolve)
  })
}

async function run(window: SmokeWindow, script: string): Promise<void> {
  await window.webContents.executeJavaScript(script, true)
}

function byTestId(id: string): string {
  return `[data-testid=${JSON.stringify(id)}]`
}

/** Two frames: the second is asked for only after the first was drawn. */
const PAINTED = `new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))
})`

/** A script that ends when `test` (an expression) is true, looking again at each change of the page. */
function waitUntil(test: string): string {
  return `new Promise((resolve) => {
  const look = () => {
    if (!(${test})) return
    observer.disconnect()
    resolve(null)
  }
  const observer = new MutationObserver(look)
  observer.observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
  })
  look()
})`
}

function clickWhenThere(selector: string): string {
  const element = `document.querySelector(${JSON.stringify(selector)})`
  return `${waitUntil(`${element} && !${element}.disabled`)}.then(() => { ${element}.click() })`
}

function waitForText(selector: string, texts: readonly string[]): string {
  const element = `document.querySelector(${JSON.stringify(selector)})`
  return waitUntil(`${JSON.stringify(texts)}.some((text) => ${element}?.innerText.includes(text))`)
}
