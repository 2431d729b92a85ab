/** What a figure must keep to; without one it is only reported. */
export type Budget =
  | { readonly of: 'ratio'; readonly atMost: number }
  | { readonly of: 'ratio'; readonly atLeast: number }
  | { readonly of: 'ours'; readonly atMost: number }
  | { readonly of: 'difference'; readonly atMost: number }

/** One line of the table: what we reach and what the peer reached in the same run. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly ours: number
  /** Null where nobody else does it: then the budget is on our own value. */
  readonly peer: { readonly name: string; readonly value: number } | null
  /** Where the ratio is that of pairs measured side by side, it is not the quotient of the medians. */
  readonly ratio?: number
  readonly budget?: Budget
  /** How many measurements it rests on, and what else a reader should know. */
  readonly note: string
}

/** Ours divided by the peer's; null without a peer, or where the peer's is 0. */
export function ratioOf({ ours, peer, ratio }: Figure): number | null {
  if (ratio !== undefined) return ratio
  return peer === null || peer.value === 0 ? null : ours / peer.value
}

/** Null where there is no budget. A ratio that cannot be had misses its budget. */
export function withinBudget(figure: Figure): boolean | null {
  const { budget, ours, peer } = figure
  if (!budget) return null
  const value =
    budget.of === 'ratio'
      ? ratioOf(figure)
      : budget.of === 'difference'
        ? peer && ours - peer.value
        : ours
  if (value === null || Number.isNaN(value)) return false
  return 'atLeast' in budget ? value >= budget.atLeast : value <= budget.atMost
}
