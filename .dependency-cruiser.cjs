/** The layers of the program (docs/architecture.md); `npm run check` enforces them. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^node_modules' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'renderer-not-main',
      comment: 'The window talks to the main process over IPC only.',
      severity: 'error',
      from: { path: '^src-renderer' },
      to: { path: '^(src-main|reference-server)' },
    },
    {
      name: 'main-not-renderer',
      severity: 'error',
      from: { path: '^src-main' },
      to: { path: '^src-renderer' },
    },
    {
      name: 'main-not-server',
      comment: 'Only tests run the reference server in their own process.',
      severity: 'error',
      from: { path: '^src-main', pathNot: '(\\.test|/client/test-support)\\.ts$' },
      to: { path: '^reference-server' },
    },
    {
      name: 'shared-imports-nothing-of-either',
      severity: 'error',
      from: { path: '^src-shared', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src-main|src-renderer|reference-server)' },
    },
    {
      name: 'shared-is-pure',
      comment: 'No electron, no node:, no vue: it runs in every process.',
      severity: 'error',
      from: { path: '^src-shared', pathNot: '\\.test\\.ts$' },
      to: {
        path: '(^electron$|node_modules/(electron|vue|pinia|ws|libsql))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'shared-no-node',
      severity: 'error',
      from: { path: '^src-shared', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-free',
      comment:
        'These run in plain Node too: in unit tests, the simulation and the headless client.',
      severity: 'error',
      from: {
        path: '^src-main/(transport|wire|outbox|store|library|queue|server|todos|activity|state)',
      },
      to: { path: '(^electron$|node_modules/electron/)' },
    },
    {
      name: 'only-db-imports-libsql',
      severity: 'error',
      from: { path: '^src-main', pathNot: '^src-main/store/db\\.ts$' },
      to: { path: 'node_modules/libsql' },
    },
    {
      name: 'server-stands-alone',
      severity: 'error',
      from: { path: '^reference-server' },
      to: { path: '^(src-main|src-renderer|src-shared)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.vue', '.mjs', '.js', '.json'] },
  },
}
