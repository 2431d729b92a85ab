const HIDDEN = '[redacted]'

/**
 * What must never be in a log, an error or an export. Each pattern is bounded to the left, so that
 * a long line costs time in proportion to its length.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // user:password@ in a URL
  [/(\/\/)[^/\s"'@]{1,256}@/g, `$1${HIDDEN}@`],
  // Authorization: Bearer …, Basic …
  [/\b(Bearer|Basic)(\s+|%20)[A-Za-z0-9._~+/=-]+/gi, `$1$2${HIDDEN}`],
  // a JWT, wherever it stands: its header always begins with {" in base64url
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?/g, HIDDEN],
  // "password": "…", also inside a string that is itself quoted JSON
  [
    /((?<!\\)\\*["'][\w-]{0,40}(?:password|passwd|token|secret|authorization)\\*["']\s*:\s*\\*)(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)/gi,
    `$1"${HIDDEN}"`,
  ],
  // password: '…' as util.inspect writes it
  [
    /\b([\w-]{0,40}(?:password|passwd|token|secret|authorization)\s*:\s*)(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)/gi,
    `$1'${HIDDEN}'`,
  ],
  // token=… in a query, a form or a command line; what is hidden already ends with a bracket
  [
    /([\w-]{0,40}(?:password|passwd|token|secret)(?:=|%3D))(?:\[redacted\]|"[^"]*"?|'[^']*'?|[^&\s"'#,;)\]}]+)/gi,
    `$1${HIDDEN}`,
  ],
]

/** Every pattern needs one of these; most text holds none, and then one quick look is enough. */
const SUSPICIOUS = /\/\/|bearer|basic|eyJ|passw|token|secret|authorization/i

/** What is hidden can leave text that another pattern takes; once more, and nothing is left to take. */
const MOST_ROUNDS = 3

/**
 * The same text without tokens and passwords; for the log's sink and every text that may be exported.
 * What has been redacted stays as it is: text may pass here on its way as often as it likes.
 */
export function redact(text: string): string {
  if (!SUSPICIOUS.test(text)) return text
  let safe = text
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = safe
    for (const [pattern, replacement] of PATTERNS) safe = safe.replace(pattern, replacement)
    if (safe === before) break
  }
  return safe
}
