/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} command a program of node_modules/.bin, or `node`, and its arguments
 * @property {'vitest' | 'playwright'} [report] whose report the counts are taken from; without one the
 *   suite counts as one check, passed when the command ends with 0
 * @property {boolean} [quick] part of `npm run check`
 * @property {boolean} [session] runs in a private desktop session
 */

/** What the tools remember of files that have not changed; gone with node_modules. */
const cache = 'node_modules/.cache'
const layers = ['src-shared', 'src-main', 'src-renderer', 'reference-server']

/**
 * All that `npm test` runs, in this order; a new kind of test gets a row here and nothing else. A group of
 * tests that is too slow for `npm run check` becomes a vitest project with a row of its own
 * (`vitest run --project <name>`).
 * @type {Suite[]}
 */
export const suites = [
  { name: 'types of src-shared', command: ['tsc', '-p', 'tsconfig.shared.json'], quick: true },
  { name: 'types of node code', command: ['tsc', '-p', 'tsconfig.node.json'], quick: true },
  { name: 'types of renderer', command: ['vue-tsc', '-p', 'tsconfig.web.json'], quick: true },
  {
    name: 'lint',
    command: [
      'eslint',
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      `${cache}/eslint/`,
    ],
    quick: true,
  },
  {
    name: 'format',
    command: [
      'prettier',
      '--check',
      '.',
      '--cache',
      '--cache-location',
      `${cache}/prettier/.prettier-cache`,
    ],
    quick: true,
  },
  {
    name: 'layers',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', ...layers],
    quick: true,
  },
  { name: 'dead code', command: ['knip'], quick: true },
  {
    name: 'unit',
    command: ['vitest', 'run', '--project', 'node', '--project', 'renderer'],
    report: 'vitest',
    quick: true,
  },
  {
    name: 'integration',
    command: ['vitest', 'run', '--project', 'integration'],
    report: 'vitest',
  },
  {
    name: 'contract',
    command: ['vitest', 'run', '--project', 'contract'],
    report: 'vitest',
  },
  {
    name: 'e2e',
    command: ['playwright', 'test', '--config', 'e2e/playwright.config.ts'],
    report: 'playwright',
    session: true,
  },
  {
    name: 'chaos',
    command: ['node', 'scripts/chaos.mjs', '--mode', 'real', '--kills', '6', '--resets', '9'],
  },
  {
    name: 'chaos in Electron',
    command: ['node', 'scripts/chaos.mjs', '--mode', 'electron', '--kills', '4', '--resets', '6'],
  },
  { name: 'package', command: ['node', 'scripts/dist.mjs', '--dir'] },
  { name: 'packaged app', command: ['node', 'scripts/packaged-smoke.mjs'] },
]
