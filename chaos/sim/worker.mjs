import { tsImport } from 'tsx/esm/api'

// A thread has no loader for TypeScript of its own.
await tsImport('./worker-main.ts', import.meta.url)
