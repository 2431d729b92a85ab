import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Protocol } from 'electron'

/** The window's origin. A scheme of our own: `file:` would give every file on disk the same origin. */
export const APP_ORIGIN = 'app://engawa'

/** Must run before the app is ready. */
export function registerScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Serves the built renderer, each document with a fresh nonce and the strict policy. */
export function serveRenderer(protocol: Protocol, root: string): void {
  protocol.handle('app', async (request) => {
    const { hostname, pathname } = new URL(request.url)
    const file = normalize(
      join(root, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)),
    )
    if (hostname !== 'engawa' || request.method !== 'GET' || !file.startsWith(root + sep)) {
      return new Response('Not found', { status: 404 })
    }
    try {
      const type = TYPES[extname(file)] ?? 'application/octet-stream'
      const body = await readFile(file)
      const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' }
      if (extname(file) !== '.html') return new Response(new Uint8Array(body), { headers })
      const nonce = randomBytes(16).toString('base64')
      return new Response(body.toString('utf8').replaceAll('__CSP_NONCE__', nonce), {
        headers: { ...headers, 'content-security-policy': policy(nonce) },
      })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}

/** Scripts, styles and fonts of our own only; no network at all; Trusted Types for every sink. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types vue',
  ].join('; ')
}
