import { median } from './statistics'

/** Measures one side once. */
export type Side = () => Promise<number>

export interface Comparison {
  readonly ours: number
  readonly peer: number
  /** Median of the ratios of neighbours: what slowed the machine down slowed both. */
  readonly ratio: number
  readonly rounds: number
}

/**
 * Measures both sides by turns, the one that begins changing with every round, so that neither is
 * the one that runs while the machine is busy. The first rounds only warm up.
 */
export async function compare(
  ours: Side,
  peer: Side,
  { rounds, warmUp = 2 }: { readonly rounds: number; readonly warmUp?: number },
): Promise<Comparison> {
  const pairs: { ours: number; peer: number }[] = []
  for (let round = 0; round < warmUp + rounds; round++) {
    const first = round % 2 === 0
    const before = first ? await ours() : await peer()
    const after = first ? await peer() : await ours()
    const pair = first ? { ours: before, peer: after } : { ours: after, peer: before }
    if (round >= warmUp) pairs.push(pair)
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    peer: median(pairs.map((pair) => pair.peer)),
    ratio: median(pairs.map((pair) => pair.ours / pair.peer)),
    rounds,
  }
}
