/** Which requests a fault hits: an exact path, or a prefix when it ends with `*`. */
export interface PathRule {
  path: string
  /** Any method when absent. */
  method?: string | undefined
}

/** Whether a call is one that the rule means. */
export function hits(rule: PathRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method !== method) return false
  return rule.path.endsWith('*') ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path
}
