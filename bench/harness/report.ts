import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { ratioOf, withinBudget } from './figure'
import type { Budget, Figure } from './figure'

const HEADS = ['what', 'ours', 'peer', 'ratio', 'budget', 'ok?'] as const
const RESULTS = join(import.meta.dirname, '..', 'results')

/** The figures as one table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const ratio = ratioOf(figure)
    const ok = withinBudget(figure)
    return [
      figure.what,
      `${shown(figure.ours)} ${figure.unit}`,
      figure.peer === null ? '—' : `${shown(figure.peer.value)} (${figure.peer.name})`,
      ratio === null ? '—' : ratio.toFixed(2),
      figure.budget ? budgetWords(figure.budget, figure.unit) : '—',
      ok === null ? '' : ok ? 'yes' : 'NO',
    ]
  })
  const all: readonly (readonly string[])[] = [HEADS, ...rows]
  const widths = HEADS.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  const lines = all.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | '))
  const rule = widths.map((width) => '-'.repeat(width)).join('-|-')
  return [lines[0], rule, ...lines.slice(1)].map((line) => line?.trimEnd()).join('\n')
}

/** Writes them to `bench/results/<group>.json`, with what they were measured on. Answers the path. */
export function save(group: string, figures: readonly Figure[]): string {
  mkdirSync(RESULTS, { recursive: true })
  const file = join(RESULTS, `${group}.json`)
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    load: loadavg()[0],
  }
  const rows = figures.map((figure) => ({
    ...{ ...figure, ratio: ratioOf(figure), ok: withinBudget(figure) },
  }))
  writeFileSync(file, `${JSON.stringify({ group, machine, figures: rows }, null, 2)}\n`)
  return file
}

function budgetWords(budget: Budget, unit: string): string {
  const words = 'atLeast' in budget ? `≥ ${budget.atLeast}` : `≤ ${budget.atMost}`
  if (budget.of === 'ratio') return words
  return `${budget.of === 'ours' ? words : words.replace('≤ ', '≤ +')} ${unit}`
}

function shown(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString('en')
  return Number(value.toPrecision(3)).toString()
}
