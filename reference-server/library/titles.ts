import { random, type Random } from '../random'
import { ADJECTIVES, NAMES, NOUNS, PLACES, SAMPLE_TITLES, TRADES } from './words'

/** The title of the n-th series: the written ones first, made-up combinations after them. */
export function seriesTitle(seed: number, index: number): string {
  const written = SAMPLE_TITLES[index]
  if (written !== undefined) return written
  const r = random(seed, 'title', index)
  switch (r.int(0, 5)) {
    case 0:
      return `The ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)} of ${r.pick(PLACES)}`
    case 1:
      return `${r.pick(NAMES)} and the ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`
    case 2:
      return `The ${r.pick(TRADES)}'s ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`
    case 3:
      return `${r.pick(NOUNS)} and ${r.pick(NOUNS)}: ${capital(r.pick(PLACES))}`
    case 4:
      return `Reborn as the ${r.pick(TRADES)} of ${r.pick(PLACES)}`
    default:
      return `${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}, ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`
  }
}

export function episodeTitle(seed: number, key: string, season: number, episode: number): string {
  const r = random(seed, 'episode', key, season, episode)
  if (season === 1 && episode === 1 && r.chance(0.4)) return `Welcome to ${r.pick(PLACES)}`
  switch (r.int(0, 7)) {
    case 0:
      return `The ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`
    case 1:
      return `${r.pick(NAMES)}'s ${r.pick(NOUNS)}`
    case 2:
      return `A ${r.pick(NOUNS)} for ${r.pick(NAMES)}`
    case 3:
      return `What the ${r.pick(TRADES)} Knew`
    case 4:
      return `Return to ${r.pick(PLACES)}`
    case 5:
      return `${r.pick(NOUNS)} and ${r.pick(NOUNS)}`
    case 6:
      return `Goodbye, ${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`
    default:
      return `${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}, Part ${r.int(1, 2)}`
  }
}

export function seriesDescription(seed: number, key: string): string {
  const r = random(seed, 'description', key)
  const hero = r.pick(NAMES)
  return [opening(r, hero), turn(r), ending(r, hero)].join(' ')
}

/** `The Clockmaker's Orchard` → `the-clockmakers-orchard`. */
export function slug(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** A name every file system takes. */
export function folderName(title: string, year: number): string {
  const safe = title
    .replace(/[/\\?%*:|"<>]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return `${safe} (${year})`
}

function opening(r: Random, hero: string): string {
  const trade = r.pick(TRADES).toLowerCase()
  return r.chance(0.5)
    ? `When ${hero} becomes the youngest ${trade} of ${r.pick(PLACES)}, nobody expects it to last a week.`
    : `${hero} came to ${r.pick(PLACES)} to forget the past and was hired as a ${trade} instead.`
}

function turn(r: Random): string {
  const thing = `${r.pick(ADJECTIVES)} ${r.pick(NOUNS)}`.toLowerCase()
  return r.chance(0.5)
    ? `Then the ${thing} turns up on the doorstep, and with it a debt older than the town.`
    : `But every night the ${thing} moves a little closer, and only two people can see it.`
}

function ending(r: Random, hero: string): string {
  const friend = r.pick(NAMES.filter((name) => name !== hero))
  return r.chance(0.5)
    ? `Together with ${friend}, there are twelve days left to put things right.`
    : `${friend} has a plan; it is a bad plan, and it is the only one they have.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
