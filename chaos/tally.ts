/** How a run ended: what must be zero, and how much was done. */
export interface Tally {
  readonly lost: number
  readonly duplicated: number
  readonly wrong: number
  readonly stuck: number
  readonly operations: number
  readonly kills: number
  readonly drops: number
}

/** The one line at the end. */
export function lineOf(tally: Tally): string {
  const { lost, duplicated, wrong, stuck, operations, kills, drops } = tally
  return (
    `lost=${lost} duplicated=${duplicated} wrong=${wrong} stuck=${stuck} ` +
    `operations=${operations} kills=${kills} drops=${drops}`
  )
}

export function isClean({ lost, duplicated, wrong, stuck }: Tally): boolean {
  return lost + duplicated + wrong + stuck === 0
}
