/** Counts wrong passwords per address: five within a minute close the door until the first is a minute old. */
export class Throttle {
  readonly #failures = new Map<string, number[]>()

  constructor(
    private readonly now: () => number,
    private readonly limit = 5,
    private readonly windowMs = 60_000,
  ) {}

  /** Whole seconds until another attempt is allowed; 0 when it is allowed now. */
  waitSeconds(address: string): number {
    const recent = this.#recent(address)
    const first = recent[0]
    if (recent.length < this.limit || first === undefined) return 0
    return Math.max(1, Math.ceil((first + this.windowMs - this.now()) / 1000))
  }

  failed(address: string): void {
    this.#failures.set(address, [...this.#recent(address), this.now()])
  }

  succeeded(address: string): void {
    this.#failures.delete(address)
  }

  #recent(address: string): number[] {
    const since = this.now() - this.windowMs
    return (this.#failures.get(address) ?? []).filter((at) => at > since)
  }
}
