import { describe, expect, it } from 'vitest'
import { readIssues } from '../issues'
import { decodeConfig, decodeValidation, encodeConfig } from './config'
import { decodeFiles, readMadeFile } from './files'
import { decodeHealth, decodeSocketState } from './health'
import { decodeLocks } from './locks'
import { decodeLogging, decodeLogTail } from './logging'

const badAnswer = expect.objectContaining({
  error: expect.objectContaining({ code: 'net.badAnswer' }),
})
const SINCE = Date.UTC(2026, 5, 1, 3)

describe('health', () => {
  it('has words for status, version, time and disk; all else keeps its own name', () => {
    const body = {
      ...{ status: 'healthy', version: '1.4', uptime_seconds: '61', timestamp: 't', success: true },
      system: { disk_free_gb: 250, disk_total_gb: 1000, cpu_percent: 3.5 },
      dependencies: { database: { status: 'healthy' }, providers: ['a', 'b'] },
    }
    expect(decodeHealth(body, '/x')).toEqual({
      ...{ status: 'healthy', version: '1.4', uptimeSeconds: 61 },
      disk: { freeMb: 250_000, totalMb: 1_000_000, usedPercent: 75 },
      facts: [
        { name: 'system.cpu_percent', value: 3.5 },
        { name: 'dependencies.database.status', value: 'healthy' },
        { name: 'dependencies.providers', value: 'a, b' },
      ],
    })
  })

  it.each([
    [{ disk_percent: 40 }, { freeMb: null, totalMb: null, usedPercent: 40 }],
    [{ disk: { free: 5e9, total: 1e10 } }, { freeMb: 5_000, totalMb: 10_000, usedPercent: 50 }],
    [{ system: { disk: { free_mb: 7 } } }, { freeMb: 7, totalMb: null, usedPercent: null }],
    [{ disk: 'full' }, null],
  ])('reads the disk out of %j', (body, disk) => {
    expect(decodeHealth(body, '/x').disk).toEqual(disk)
  })

  it.each(['health', 'sockets', 'logging'])('keeps what is secret among the facts: %s', (from) => {
    const secrets = {
      database_url: 'postgres://u:abc@db/x',
      api_key: 'abc',
      provider: { token: { current: 'abc' }, keys: [{ api_key: 'abc' }] },
    }
    const body = { level: 'INFO', ...secrets }
    const { facts } =
      from === 'health'
        ? decodeHealth(body, '/x')
        : from === 'sockets'
          ? decodeSocketState(body, '/x')
          : decodeLogging(body, '/x').logging
    expect(JSON.stringify(facts)).not.toContain('abc')
    expect(facts.filter(({ secret }) => secret)).toEqual(
      ['database_url', 'api_key', 'provider.token', 'provider.keys'].map((name) => ({
        ...{ name, value: null, secret: true },
      })),
    )
  })

  it('of nothing is not an answer', () => {
    expect(() => decodeHealth('OK', '/x')).toThrow(badAnswer)
  })
})

it.each([
  [
    { downloads: 2, scan_progress: [1] },
    [
      ['downloads', 2],
      ['scan_progress', 1],
    ],
  ],
  [
    ['downloads', { room: 'x', members: '3' }],
    [
      ['downloads', null],
      ['x', 3],
    ],
  ],
  [undefined, []],
])('rooms of the socket: %j', (rooms, expected) => {
  const read = decodeSocketState({ status: 'up', active_connections: 4, rooms, max: 9 }, '/x')
  expect(read).toMatchObject({ status: 'up', connections: 4, facts: [{ name: 'max', value: 9 }] })
  expect(read.rooms.map(({ name, members }) => [name, members])).toEqual(expected)
})

describe('the configuration', () => {
  it('is what stands at the ends of its paths, in the server’s order', () => {
    const body = {
      ...{ name: 'A', empty: {}, list: [1], nothing: null },
      logging: { level: 'INFO', file: { path: 'x' } },
    }
    expect(decodeConfig(body, '/x').config.fields).toEqual(
      [
        [['name'], 'A'],
        [['empty'], {}],
        [['list'], [1]],
        [['nothing'], null],
        [['logging', 'level'], 'INFO'],
        [['logging', 'file', 'path'], 'x'],
      ].map(([path, value]) => ({ path, value, secret: false })),
    )
    const inside = decodeConfig({ success: true, config: { name: 'A' } }, '/x').config
    expect(inside.fields).toEqual([{ path: ['name'], value: 'A', secret: false }])
    expect(decodeConfig({ data: { name: 'A' } }, '/x').config.fields[0]?.path).toEqual([
      ...['data', 'name'],
    ])
    expect(decodeConfig(body, '/x').config.truncated).toBe(false)
  })

  it('says that there is more than it shows, and knows all of it', () => {
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`n${at}`, at]))
    const { config, held } = decodeConfig({ many }, '/x')
    expect([config.fields.length, config.truncated, held.size]).toEqual([500, true, 501])
  })

  it.each([
    { other: { master_password_hash: '$2b$12$abc' } },
    { other: { jwt_secret: { current: 'abc' } } },
    { other: { proxy: 'http://me:abc@proxy.example' } },
    { other: { providers: [{ name: 'x', api_key: 'abc' }] } },
  ])('never shows what is secret: %j', (body) => {
    const { fields } = decodeConfig(body, '/x').config
    expect(fields).toMatchObject([{ value: null, secret: true }])
    expect(JSON.stringify(fields)).not.toContain('abc')
  })

  it('is sent back only as far as it was changed, whatever a setting is called', () => {
    const body = encodeConfig([
      { path: ['logging', 'level'], to: 'DEBUG' },
      { path: ['logging', 'file'], to: null },
      { path: ['other', '__proto__'], to: { a: 1 } },
      { path: ['name'], to: '' },
    ])
    expect(JSON.stringify(body)).toBe(
      '{"logging":{"level":"DEBUG","file":null},"other":{"__proto__":{"a":1}},"name":""}',
    )
  })

  it.each([
    [{ valid: true, errors: [] }, true, []],
    [{ is_valid: false, errors: ['no'] }, false, [{ path: [], message: 'no' }]],
    [{ success: true, data: { valid: false } }, false, []],
    [{ errors: [{ field: 'a.b', message: 'no' }] }, false, [{ path: ['a', 'b'], message: 'no' }]],
  ])('is checked: %j', (body, valid, issues) => {
    expect(decodeValidation(body, '/x')).toEqual({ valid, issues })
  })

  it('is neither valid nor not in an answer that does not say', () => {
    expect(() => decodeValidation({ message: 'Hello' }, '/x')).toThrow(badAnswer)
  })
})

it.each([
  [{ detail: [{ loc: ['body', 'a', 0], msg: 'Value error, no', type: 't' }] }, ['a', '0'], 'no'],
  [{ success: false, details: { errors: [{ loc: ['body', 'a'], msg: 'no' }] } }, ['a'], 'no'],
  [{ errors: { 'a.b': ['no', 'never'] } }, ['a', 'b'], 'no'],
  [{ detail: { errors: ['no'] } }, [], 'no'],
])('what is wrong is found in %j', (body, path, message) => {
  expect(readIssues(body)).toEqual([{ path, message }])
})

it.each([null, 'no', {}, { detail: { message: 'no' } }, { errors: [null, {}] }])(
  '%j names no field',
  (body) => {
    expect(readIssues(body)).toEqual([])
  },
)

describe('files that the server keeps', () => {
  it.each([
    [['a.json'], { name: 'a.json', sizeBytes: null, at: null }],
    [
      { backups: [{ filename: 'a.json', size: 12, created: '2026-06-01T03:00:00Z' }] },
      { name: 'a.json', sizeBytes: 12, at: SINCE },
    ],
    [
      {
        success: true,
        data: { files: [{ name: 'a.json', size_bytes: '12', mtime: SINCE / 1000 }] },
      },
      { name: 'a.json', sizeBytes: 12, at: SINCE },
    ],
  ])('are listed in %j', (body, file) => {
    expect(decodeFiles(body, '/x')).toEqual([file])
  })

  it('are not none where no list is', () => {
    expect(() => decodeFiles({ message: 'no' }, '/x')).toThrow(badAnswer)
    expect(() => decodeFiles([{ size: 1 }], '/x')).toThrow(badAnswer)
    expect(decodeFiles({ backups: [] }, '/x')).toEqual([])
  })

  it('are named when they are made', () => {
    expect(readMadeFile({ name: 'a' })).toBe('a')
    expect(readMadeFile({ success: true, backup: { filename: 'a' } })).toBe('a')
    expect(readMadeFile({ backup: 'a' })).toBe('a')
    expect(readMadeFile(null)).toBeNull()
  })
})

describe('logging', () => {
  it.each([
    [{ log_level: 'INFO' }, 'log_level', 'INFO', 5],
    [{ success: true, config: { level: 'TRACE', file: null } }, 'level', 'TRACE', 6],
    [{ level: 'b', available_levels: ['a', 'b'] }, 'level', 'b', 2],
  ])('is read from %j', (body, field, level, levels) => {
    const read = decodeLogging(body, '/x')
    expect(read).toMatchObject({ field, logging: { level } })
    expect(read.logging.levels).toHaveLength(levels)
    expect(read.logging.levels).toContain(level)
  })

  it('without a level is not one', () => {
    expect(() => decodeLogging({ file: 'x' }, '/x')).toThrow(badAnswer)
  })

  it('shows lines, whatever they come in', () => {
    for (const body of [['a', 'b '], { lines: ['a', 'b'] }, { content: 'a\n\nb\n' }]) {
      expect(decodeLogTail(body, '/x')).toEqual(['a', 'b'])
    }
    expect(decodeLogTail({ lines: [{ message: 'a' }, null] }, '/x')).toEqual(['a'])
    expect(() => decodeLogTail({}, '/x')).toThrow(badAnswer)
  })
})

it.each([
  [{ rescan: { is_locked: true, locked_by: 'pid 7', lock_time: '2026-06-01T03:00:00' } }],
  [{ success: true, locks: [{ name: 'rescan', locked: 1, holder: 'pid 7', since: SINCE }] }],
  [{ data: { rescan: { active: true, owner: { pid: 7 }, started_at: SINCE / 1000 } } }],
])('locks are read from %j', (body) => {
  const lock = { name: 'rescan', held: true, holder: 'pid 7', since: SINCE }
  expect(decodeLocks(body, '/x')).toEqual([lock])
})

it('locks are flags in the plainest servers, and none is not an error', () => {
  const plain = decodeLocks({ success: true, rescan: false, download: 'later' }, '/x')
  expect(plain).toEqual([{ name: 'rescan', held: false, holder: null, since: null }])
  expect(decodeLocks({ locks: [] }, '/x')).toEqual([])
  expect(() => decodeLocks('none', '/x')).toThrow(badAnswer)
})
