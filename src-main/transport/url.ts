import { BlockList, isIP } from 'node:net'
import type { Result } from '../../src-shared/domain/errors'
import { appError } from '../../src-shared/domain/errors'
import { redact } from '../redact'

const HINT = 'Type it like http://192.168.1.10:8000 or https://anime.example.org'

/**
 * A server address as a person types it, in the form that is stored: origin plus optional path,
 * without a trailing slash, credentials, query or fragment. `http://` is added where no scheme is.
 * Refuses with `input.url`.
 */
export function normaliseServerUrl(typed: string): Result<string> {
  const text = typed.trim()
  if (text === '') return refused('The address is empty')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return refused(`An address cannot begin with ${scheme}://`)
  }
  let url: URL
  try {
    url = new URL(scheme === undefined ? `http://${text}` : text)
  } catch {
    return refused('This is not an address')
  }
  return { ok: true, value: url.origin + url.pathname.replace(/\/+$/, '') }
}

function refused(message: string): Result<string> {
  return { ok: false, error: appError('input.url', message, { hint: HINT }) }
}

/** `ws(s)://…` of a path on a server whose (normalised) base address is http(s). */
export function socketUrl(
  base: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(base.replace(/^http/, 'ws') + path)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** A URL for logs and errors: without credentials, tokens or fragment. Never throws. */
export function redactUrl(text: string): string {
  if (!URL.canParse(text)) return redact(text)
  const url = new URL(text)
  url.username = ''
  url.password = ''
  url.hash = ''
  return redact(url.href)
}

const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  // A dial to "any address" ends on this machine; server logs invite people to type it.
  ['0.0.0.0', 32],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::1', 128],
  ['::', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6')
}

/**
 * Whether an IP address is this machine or its own network: loopback, private, link-local, unique
 * local; IPv4 in IPv6 as well. Carrier-grade NAT (100.64/10) is not: others are behind it.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '')
  const family = isIP(bare)
  if (family === 0) return false
  return PRIVATE.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}
