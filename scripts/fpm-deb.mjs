#!/usr/bin/env node
/**
 * Stands in for fpm where it can't be downloaded: understands the options electron-builder gives it for a
 * .deb and builds that with dpkg-deb. electron-builder finds it through CUSTOM_FPM_PATH (see dist.mjs).
 */
import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { run } from './setup/processes.mjs'
import { SetupError, runScript } from './setup/project.mjs'

const FLAGS = new Set(['--force'])
const LISTS = new Set(['-d', '--deb-recommends'])
/** Known options with one value; an unknown one stops the build rather than being left out of the package. */
const VALUES = new Set([
  '-s',
  '-t',
  '--architecture',
  '--after-install',
  '--after-remove',
  '--category',
  '--deb-compression',
  '--deb-priority',
  '--description',
  '--license',
  '--maintainer',
  '--name',
  '--package',
  '--url',
  '--vendor',
  '--version',
])

await runScript(async () => {
  const { options, mappings } = parse(process.argv.slice(2))
  if (options['-t'] !== 'deb') throw new SetupError(`This builds .deb only, not ${options['-t']}.`)
  const stage = await mkdtemp(join(tmpdir(), 'engawa-deb-'))
  try {
    for (const mapping of mappings) await place(mapping, stage)
    await writeControl(options, stage)
    // What this builds is installed by tests: minutes of packing tighter would buy nothing.
    const compression = ['-Zgzip', '-z1']
    const args = ['--root-owner-group', ...compression, '--build', stage, options['--package']]
    const outcome = await run('dpkg-deb', args)
    if (outcome.code !== 0) throw new SetupError(`dpkg-deb failed:\n${outcome.output}`)
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
})

function parse(words) {
  const options = { '-d': [], '--deb-recommends': [] }
  const mappings = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (FLAGS.has(word)) continue
    if (LISTS.has(word)) options[word].push(words[(index += 1)])
    else if (VALUES.has(word)) options[word] = words[(index += 1)]
    else if (word.startsWith('-')) throw new SetupError(`fpm-deb.mjs does not know ${word}.`)
    else mappings.push(word)
  }
  return { options, mappings }
}

/** "from=/to": a file to that path; with a slash before the "=", a folder's contents into that folder. */
async function place(mapping, stage) {
  const at = mapping.lastIndexOf('=')
  const from = mapping.slice(0, at)
  const to = join(stage, mapping.slice(at + 1))
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to, { recursive: true, verbatimSymlinks: true })
  if ((await stat(to)).isFile()) await chmod(to, 0o644)
}

async function writeControl(options, stage) {
  const files = await packagedFiles(stage)
  const folder = join(stage, 'DEBIAN')
  await mkdir(folder)
  await chmod(stage, 0o755)
  const kilobytes = Math.ceil(files.reduce((sum, file) => sum + file.size, 0) / 1024)
  const fields = {
    Package: options['--name'],
    Version: options['--version'],
    License: options['--license'],
    Vendor: options['--vendor'],
    Architecture: options['--architecture'],
    Maintainer: options['--maintainer'],
    'Installed-Size': kilobytes,
    Depends: options['-d'].join(', '),
    Recommends: options['--deb-recommends'].join(', '),
    Section: options['--category'] ?? 'default',
    Priority: options['--deb-priority'],
    Homepage: options['--url'],
    Description: description(options['--description']),
  }
  const control = Object.entries(fields).flatMap(([name, value]) =>
    value ? [`${name}: ${value}\n`] : [],
  )
  await writeFile(join(folder, 'control'), control.join(''))
  const sums = files.map((file) => `${file.md5}  ${file.path}\n`)
  await writeFile(join(folder, 'md5sums'), sums.join(''))
  const scripts = { postinst: options['--after-install'], postrm: options['--after-remove'] }
  for (const [name, source] of Object.entries(scripts)) {
    if (source) await writeFile(join(folder, name), await readFile(source), { mode: 0o755 })
  }
}

/** In a control file an empty line of a description is " ." and every further line begins with a blank. */
function description(text) {
  const [first, ...rest] = text.trim().split('\n')
  return [first, ...rest.map((line) => ` ${line.trim() || '.'}`)].join('\n')
}

async function packagedFiles(stage) {
  const files = []
  for (const entry of await readdir(stage, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    const md5 = createHash('md5').update(bytes).digest('hex')
    files.push({ path: relative(stage, path), size: bytes.length, md5 })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
