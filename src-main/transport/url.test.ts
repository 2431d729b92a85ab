import { describe, expect, it } from 'vitest'
import { isPrivateAddress, normaliseServerUrl, redactUrl, socketUrl } from './url'

describe('normaliseServerUrl', () => {
  it.each([
    ['192.168.1.10:8000', 'http://192.168.1.10:8000'],
    ['  localhost:8000/ ', 'http://localhost:8000'],
    ['box', 'http://box'],
    ['http://box:80/', 'http://box'],
    ['HTTPS://Anime.Example.org/lib//', 'https://anime.example.org/lib'],
    ['http://ann:secret@box:8000/x?token=1#y', 'http://box:8000/x'],
    ['[::1]:8000', 'http://[::1]:8000'],
  ])('%j is %s', (typed, url) => {
    expect(normaliseServerUrl(typed)).toEqual({ ok: true, value: url })
  })

  it.each([
    '',
    '   ',
    'ftp://box',
    'file:///etc/passwd',
    'http://',
    'my server',
    'box:99999',
    'a@b@',
  ])('refuses %j and says what to do', (typed) => {
    expect(normaliseServerUrl(typed)).toMatchObject({
      ok: false,
      error: { code: 'input.url', hint: expect.stringContaining('http://') },
    })
  })
})

it('makes socket addresses', () => {
  expect(socketUrl('http://box:8000/lib', '/ws/connect')).toBe('ws://box:8000/lib/ws/connect')
  expect(socketUrl('https://box', '/ws_ep/ws', { token: 'a b&c' })).toBe(
    'wss://box/ws_ep/ws?token=a+b%26c',
  )
})

it('redacts URLs', () => {
  expect(redactUrl('ws://ann:pw@box/ws?token=abc&room=1#f')).toBe(
    'ws://box/ws?token=[redacted]&room=1',
  )
  expect(redactUrl('not a url token=abc')).toBe('not a url token=[redacted]')
})

describe('isPrivateAddress', () => {
  it.each(
    `127.0.0.1 127.255.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1 169.254.1.1 0.0.0.0
    ::1 :: fd00::1 fe80::1 fe80::1%eth0 ::ffff:192.168.1.1`.split(/\s+/),
  )('%s is', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each(
    `8.8.8.8 172.32.0.1 192.169.0.1 100.64.0.1 11.0.0.1 2001:db8::1 ::ffff:8.8.8.8 fec0::1
    localhost 127.1 1.2.3`.split(/\s+/),
  )('%s is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })
})
