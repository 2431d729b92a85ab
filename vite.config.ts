import { copyFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** libsql loads a prebuilt native module, so it stays outside the bundles and ships in node_modules. */
const external = ['electron', 'libsql', ...builtinModules, /^node:/]

/**
 * One build, four programs: the renderer (`client`), the main process, its preload (one
 * self-contained CommonJS file: a sandboxed renderer can load nothing else) and the sample server.
 * `vite build --app` builds them all.
 */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  environments: {
    client: {
      build: {
        outDir: '../dist/renderer',
        emptyOutDir: true,
        target: 'chrome130',
        modulePreload: { polyfill: false },
      },
    },
    main: nodeEnvironment('main', '../src-main/main.ts', 'es'),
    preload: nodeEnvironment('preload', '../src-main/preload/preload.ts', 'cjs'),
    server: nodeEnvironment('server', '../reference-server/cli.ts', 'es'),
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['client', 'main', 'preload', 'server']) {
        const environment = builder.environments[name]
        if (environment) await builder.build(environment)
      }
      const here = new URL('.', import.meta.url)
      await copyFile(new URL('build/icon.png', here), new URL('dist/main/icon.png', here))
    },
  },
  css: { devSourcemap: false },
})

function nodeEnvironment(name: string, entry: string, format: 'es' | 'cjs') {
  return {
    consumer: 'server' as const,
    resolve: { noExternal: true as const, external: ['electron', 'libsql'], conditions: ['node'] },
    // Bundled CommonJS packages (write-file-atomic) ask for what an ES module does not have.
    define: format === 'es' ? { __filename: 'import.meta.filename' } : {},
    build: {
      outDir: `../dist/${name}`,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      sourcemap: false,
      rollupOptions: {
        input: {
          [name === 'server' ? 'cli' : name]: new URL(
            entry,
            new URL('src-renderer/', import.meta.url),
          ).pathname,
        },
        external,
        output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js' },
      },
    },
  }
}
