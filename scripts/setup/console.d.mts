export interface Log {
  /** One finished or starting piece of work. */
  step(text: string): void
  warn(text: string): void
  /** "12 of 196 MB": repainted on a terminal, one line every 5 s elsewhere. */
  progress(text: string): void
}

export function createLog(stream?: NodeJS.WriteStream): Log
export const silentLog: Log
export function seconds(milliseconds: number): string
export function megabytes(bytes: number): number
