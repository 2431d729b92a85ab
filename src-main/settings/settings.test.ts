import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toAppError } from '../../src-shared/domain/errors'
import { DEFAULT_SETTINGS } from '../../src-shared/domain/settings'
import { silentLog } from '../log'
import { tempFolder } from '../session/testing'
import { JsonFile } from './json-file'
import { SettingsService } from './settings'

let folder: ReturnType<typeof tempFolder>
let file: string

beforeEach(() => {
  folder = tempFolder()
  file = join(folder.path, 'settings.json')
})
afterEach(() => folder.remove())

const facts = { version: '1', electron: '45', platform: 'linux', systemLocale: 'de-AT' }
const open = () => new SettingsService(new JsonFile(file), facts, silentLog)
const library = { kind: 'library', url: 'box:8000' } as const

describe('the file', () => {
  it('is not there at first, and that is no reason for a backup', () => {
    expect(open().current).toEqual(DEFAULT_SETTINGS)
    expect(existsSync(`${file}.bak`)).toBe(false)
  })

  it('keeps what was changed, for its owner only', async () => {
    const settings = open()
    const { id } = await settings.add(library)
    await settings.setPreferences({ theme: 'dark', language: undefined })
    await settings.setWindow({ x: 1, y: 2, width: 3, height: 4, maximised: false })
    const again = open()
    expect(again.current).toEqual(settings.current)
    expect(again.active('library')?.id).toBe(id)
    expect(again.current.preferences).toMatchObject({ theme: 'dark', language: 'system' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['half a file', '{"version":1,"prof'],
    ['another version', '{"version":9,"profiles":[]}'],
    ['no object', '[1,2]'],
    ['nothing', ''],
  ])('with %s is kept as .bak and replaced by defaults', async (_name, text) => {
    writeFileSync(file, text)
    const settings = open()
    expect(settings.current).toEqual(DEFAULT_SETTINGS)
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe(text)
    await settings.setPreferences({ theme: 'light' })
    expect(open().current.preferences.theme).toBe('light')
  })

  it('with an unknown preference loses only that, and no server', async () => {
    const first = open()
    await first.add(library)
    const stored = { ...first.current, preferences: { theme: 'neon', language: 'de' }, later: 1 }
    writeFileSync(file, JSON.stringify({ ...stored, profiles: [...stored.profiles, { id: 7 }] }))
    const settings = open()
    expect(settings.current.preferences).toEqual({
      ...DEFAULT_SETTINGS.preferences,
      language: 'de',
    })
    expect(settings.current.profiles).toEqual(first.current.profiles)
    expect(existsSync(`${file}.bak`)).toBe(true)
  })

  it('with an active server that is not there uses the one that is', async () => {
    const first = open()
    const { id } = await first.add(library)
    writeFileSync(file, JSON.stringify({ ...first.current, active: { library: 'x', todos: id } }))
    expect(open().current.active).toEqual({ library: id, todos: null })
  })

  it('that cannot be written is said to whoever changed something', async () => {
    writeFileSync(join(folder.path, 'blocked'), '')
    const blocked = new JsonFile(join(folder.path, 'blocked', 'settings.json'))
    const settings = new SettingsService(blocked, facts, silentLog)
    const error = await settings.setPreferences({ theme: 'dark' }).catch(toAppError)
    expect(error).toMatchObject({ code: 'store.readOnly' })
    expect(settings.current.preferences.theme).toBe('dark')
  })

  it('holds the last of many changes made at once', async () => {
    const settings = open()
    await Promise.all([
      settings.setPreferences({ theme: 'dark' }),
      settings.setPreferences({ theme: 'light' }),
      settings.setPreferences({ language: 'en' }),
    ])
    expect(open().current.preferences).toMatchObject({ theme: 'light', language: 'en' })
  })
})

describe('servers', () => {
  it('are kept under a clean address and a name', async () => {
    const settings = open()
    expect(await settings.add(library)).toMatchObject({
      url: 'http://box:8000',
      name: 'box:8000',
      sample: false,
      allowInsecure: false,
    })
    const named = {
      kind: 'todos',
      url: 'https://u:p@todo.example/app/?x#y',
      name: ' Todo ',
    } as const
    expect(await settings.add(named)).toMatchObject({
      url: 'https://todo.example/app',
      name: 'Todo',
    })
    expect(await settings.add({ kind: 'todos', url: 'ftp://x' }).catch(toAppError)).toMatchObject({
      code: 'input.url',
    })
  })

  it('under a new address need the answer whether it is the same one', async () => {
    const settings = open()
    const { id } = await settings.add({ ...library, allowInsecure: true })
    const edit = { url: 'http://box:9000' }
    expect(await settings.edit(id, edit, false).catch(toAppError)).toMatchObject({
      code: 'input.invalid',
    })
    const same = await settings.edit(id, { ...edit, sameServer: true }, false)
    expect(same).toMatchObject({
      id,
      url: 'http://box:9000',
      name: 'box:9000',
      allowInsecure: false,
    })
    const other = await settings.edit(id, { url: 'http://new', sameServer: false }, false)
    expect(other.id).not.toBe(id)
    expect(settings.current.profiles).toEqual([other])
    expect(settings.active('library')).toEqual(other)
  })

  it('stay in the list beside their successor when they are still needed', async () => {
    const settings = open()
    const { id } = await settings.add(library)
    const other = await settings.edit(id, { url: 'http://new', sameServer: false }, true)
    expect(settings.current.profiles.map((profile) => profile.id)).toEqual([id, other.id])
    expect(settings.active('library')?.id).toBe(other.id)
  })

  it('keep id and address when only the name or a path changes', async () => {
    const settings = open()
    const { id } = await settings.add({ kind: 'todos', url: 'box:1' })
    const named = await settings.edit(
      id,
      { name: 'Mine', tokenPath: ' /token ', url: 'box:1/' },
      false,
    )
    expect(named).toMatchObject({ id, name: 'Mine', tokenPath: '/token', url: 'http://box:1' })
    expect((await settings.edit(id, { tokenPath: '' }, false)).tokenPath).toBeUndefined()
  })

  it('leave their place to another one of their kind', async () => {
    const settings = open()
    const first = await settings.add(library)
    const second = await settings.add({ ...library, url: 'box:2' })
    expect(settings.active('library')).toEqual(second)
    await settings.activate(first.id)
    await settings.remove(first.id)
    expect(settings.active('library')).toEqual(second)
    await settings.remove(second.id)
    expect(settings.active('library')).toBeNull()
    expect(await settings.remove(second.id).catch(toAppError)).toMatchObject({
      code: 'profile.notFound',
    })
  })
})

describe('the view', () => {
  it('says what is in force', async () => {
    const settings = open()
    expect(settings.slice.meta).toMatchObject({ locale: 'de', electron: '45', storage: 'ok' })
    const metas: unknown[] = []
    settings.slice.onChange(({ patch }) => metas.push(patch.meta))
    await settings.setPreferences({ language: 'en' })
    settings.setSample({ state: 'running', url: 'http://127.0.0.1:1' })
    expect(metas).toEqual([
      expect.objectContaining({ locale: 'en' }),
      expect.objectContaining({ sample: { state: 'running', url: 'http://127.0.0.1:1' } }),
    ])
  })
})
