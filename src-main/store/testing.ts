import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock, TimerHandle } from '../clock'

/** A clock that stands still until it is told to go on. For tests. */
export class ManualClock implements Clock {
  #wall: number
  #mono = 0
  #next = 0
  readonly #timers = new Map<number, { at: number; callback: () => void }>()

  constructor(wall = 1_700_000_000_000) {
    this.#wall = wall
  }

  now(): number {
    return this.#wall
  }

  monotonic(): number {
    return this.#mono
  }

  after(ms: number, callback: () => void): TimerHandle {
    const id = this.#next++
    this.#timers.set(id, { at: this.#mono + ms, callback })
    return { cancel: () => this.#timers.delete(id) }
  }

  get pending(): number {
    return this.#timers.size
  }

  /** Goes on, calling every timer that falls due, in order. */
  advance(ms: number): void {
    const end = this.#mono + ms
    for (;;) {
      const due = [...this.#timers]
        .filter(([, timer]) => timer.at <= end)
        .sort(([a, one], [b, other]) => one.at - other.at || a - b)[0]
      if (!due) break
      const [id, { at, callback }] = due
      this.#timers.delete(id)
      this.#wall += Math.max(0, at - this.#mono)
      this.#mono = Math.max(this.#mono, at)
      callback()
    }
    this.#wall += end - this.#mono
    this.#mono = end
  }
}

/** A temporary folder and how to remove it. */
export function temporaryFolder(): { path: string; file: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'engawa-store-'))
  return {
    path,
    file: join(path, 'profile', 'engawa.db'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Runs one of the `*.fixture.ts` programs in a process of its own. */
export function fixture(url: string, name: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(name, url))
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Waits for the end of a fixture and answers everything it said. */
export async function ended(
  child: ChildProcess,
): Promise<{ code: number | null; signal: string | null; out: string; err: string }> {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  })
}
