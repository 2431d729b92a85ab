import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const LENGTH = 32

/** `scrypt$salt$hash`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt)
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || !salt || !hash) return false
  const given = await derive(password, Buffer.from(salt, 'base64url'))
  return timingSafeEqual(given, Buffer.from(hash, 'base64url'))
}

/** The rule a new master password breaks, in the server's words, or null when it is good. */
export function weakness(password: string): string | null {
  if (password.length < 8) return 'Password must be at least 8 characters long'
  if (!/\p{Lu}/u.test(password)) return 'Password must contain an upper case letter'
  if (!/\p{Ll}/u.test(password)) return 'Password must contain a lower case letter'
  if (!/\p{Nd}/u.test(password)) return 'Password must contain a digit'
  if (!/[^\p{L}\p{Nd}\s]/u.test(password)) return 'Password must contain a special character'
  return null
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, LENGTH, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
