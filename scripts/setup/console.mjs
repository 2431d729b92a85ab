/** Between two progress lines where output goes to a file or a CI log. */
const LOG_INTERVAL_MS = 5_000
/** Between two repaints of the progress line on a terminal. */
const TTY_INTERVAL_MS = 250

/**
 * What every script prints through, so that set-up reads the same everywhere.
 * @param {NodeJS.WriteStream} stream
 * @returns {Log}
 */
export function createLog(stream = process.stdout) {
  let lastProgress = Date.now()
  let open = false

  const print = (text) => {
    if (open) stream.write('\r\x1b[2K')
    open = false
    stream.write(`${text}\n`)
    lastProgress = Date.now()
  }
  return {
    step: (text) => print(`· ${text}`),
    warn: (text) => print(`! ${text}`),
    progress(text) {
      const now = Date.now()
      if (now - lastProgress < (stream.isTTY ? TTY_INTERVAL_MS : LOG_INTERVAL_MS)) return
      if (!stream.isTTY) return print(`    ${text}`)
      stream.write(`\r\x1b[2K    ${text}`)
      open = true
      lastProgress = now
    },
  }
}

/** A log that prints nothing, for callers that only want the result. */
export const silentLog = { step() {}, warn() {}, progress() {} }

/** 1234 → "1.2 s". */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** Bytes → whole megabytes. */
export function megabytes(bytes) {
  return Math.round(bytes / 1e6)
}
