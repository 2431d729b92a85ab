/** Processor time of one run, milliseconds: other programs on a busy machine do not count. */
export function cpu(run: () => unknown): number {
  const begin = process.cpuUsage()
  try {
    run()
  } catch {
    // A refusal takes its time too.
  }
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1_000
}
