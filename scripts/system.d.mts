/** The line that installs a whole group of Debian packages, for a test that finds it missing. */
export function installGroupLine(group: 'run' | 'e2e' | 'contract' | 'package'): string
