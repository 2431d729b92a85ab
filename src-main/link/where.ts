/** Whose data a service holds: a server profile and who is signed in there. */
export interface Where {
  readonly profileId: string
  readonly account: string
}

export function sameWhere(a: Where | null, b: Where | null): boolean {
  return a?.profileId === b?.profileId && a?.account === b?.account
}
