/**
 * Makes a runtime that has no `default_app.asar` behave like a plain Electron: `electron <folder> …` runs
 * the app in that folder. It is copied into `resources/app` of the runtime in the cache, which all clones
 * share; so it takes the folder from the command line, as Electron's own default app does.
 *
 * It must be an ES module that awaits the app: Electron delays `ready` until the entry module is done,
 * and an app registers its schemes and switches before `ready`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const argument = process.argv.slice(1).find((value) => !value.startsWith('-'))
const folder = resolve(argument ?? '.')
const manifestPath = join(folder, 'package.json')

if (existsSync(manifestPath)) {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
  const name = manifest.productName ?? manifest.name
  if (name) app.name = name
  if (manifest.version) app.setVersion(manifest.version)
  app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`)
  app.setAppPath(folder)
  // Apps ask for it to know that argv[1] is a path and not the first argument.
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  try {
    await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href)
  } catch (error) {
    console.error(error)
    app.exit(1)
  }
} else {
  console.error(`No app in ${folder}: usage: electron <folder with package.json> [arguments]`)
  app.exit(1)
}
