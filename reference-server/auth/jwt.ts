import { createHmac, timingSafeEqual } from 'node:crypto'

/** Times are seconds since 1970, as the standard has them. */
export interface Claims {
  sub: string
  iat: number
  exp: number
  jti: string
  /** Rises when all tokens are made invalid at once; older ones then count as expired. */
  gen: number
}

const HEADER = encode({ alg: 'HS256', typ: 'JWT' })

export function signJwt(claims: Claims, secret: string): string {
  const body = `${HEADER}.${encode(claims)}`
  return `${body}.${mac(body, secret).toString('base64url')}`
}

/** The claims of a token with a true signature, or null. Says nothing about its age. */
export function readJwt(token: string, secret: string): Claims | null {
  const [header, payload, signature, ...rest] = token.split('.')
  if (header !== HEADER || !payload || !signature || rest.length > 0) return null
  const expected = mac(`${header}.${payload}`, secret)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function mac(body: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest()
}
