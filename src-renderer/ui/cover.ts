/** FNV-1a: the same title has the same colour on every machine. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (const char of text) {
    h ^= char.codePointAt(0) ?? 0
    h = Math.imul(h, 0x01000193)
  }
  return h >>> 0
}

/** Two hues dark enough for white initials (AA) in both themes. */
export function coverGradient(title: string): string {
  const hue = hash(title.trim().toLowerCase()) % 360
  return `linear-gradient(155deg, hsl(${hue} 48% 34%), hsl(${(hue + 18) % 360} 52% 20%))`
}

/** Initials of the first two words that carry meaning: `The Quiet Comet` is `QC`. */
export function initials(title: string): string {
  const words = title
    .split(/[\s:–—-]+/u)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => word !== '')
  const meaning = words.filter((word) => !/^(the|a|an|no|of|der|die|das)$/iu.test(word))
  const chosen = meaning.length > 0 ? meaning : words
  return chosen
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
}
