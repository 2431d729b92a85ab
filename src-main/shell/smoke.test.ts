import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runSmoke } from './smoke'
import type { SmokeOptions, SmokeWindow } from './smoke'
import { StepClock } from './testing'

let folder: string
let printed: string[]
let clock: StepClock

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engawa-smoke-'))
  printed = []
  clock = new StepClock()
})

afterEach(() => rm(folder, { recursive: true }))

function options(more: Partial<SmokeOptions>, script: (code: string) => Promise<unknown>) {
  const image = { isEmpty: () => false, toPNG: () => Buffer.from('a picture') }
  const window = {
    isVisible: () => true,
    once: () => undefined,
    webContents: { executeJavaScript: script, capturePage: async () => image },
  } as unknown as SmokeWindow
  return {
    window,
    clock,
    waitForLibrary: async () => ['Frieren'],
    navigate: () => {},
    screenshot: null,
    print: (line: string) => printed.push(line),
    ...more,
  } satisfies SmokeOptions
}

it('clicks the sample button, waits for the series in the page and takes the picture', async () => {
  const steps: string[] = []
  const screenshot = join(folder, 'new', 'shot.png')
  const code = await runSmoke(
    options({ screenshot, navigate: ({ to }) => steps.push(`go ${to}`) }, async (script) => {
      if (script.includes('connect-sample')) steps.push('click')
      if (script.includes('library-page') && script.includes('Frieren')) steps.push('look')
    }),
  )
  expect(code).toBe(0)
  expect(printed).toEqual(['ready: window shown, sample library listed'])
  expect(steps).toEqual(['click', 'go library', 'look'])
  expect(await readFile(screenshot, 'utf8')).toBe('a picture')
})

it('says what was missing when the time is over', async () => {
  let waiting: () => void = () => {}
  const reached = new Promise<void>((resolve) => (waiting = resolve))
  const run = runSmoke(
    options(
      {
        waitForLibrary: () => {
          waiting()
          return new Promise(() => {})
        },
      },
      async () => null,
    ),
  )
  await reached
  clock.advance(90_000)
  expect(await run).toBe(1)
  expect(printed).toEqual([
    'smoke: not ready after 90 s, missing: the series of the sample library',
  ])
})

it('fails at once when the page is gone', async () => {
  const run = runSmoke(options({}, () => Promise.reject(new Error('page crashed'))))
  expect(await run).toBe(1)
  expect(printed[0]).toMatch(/missing: the first painted frame: .*page crashed/)
})
