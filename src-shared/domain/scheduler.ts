import * as v from 'valibot'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** When the library server scans by itself: every so many minutes, or at a time on some days. */
export const SchedulerSchema = v.variant('rhythm', [
  v.object({
    rhythm: v.literal('interval'),
    enabled: v.boolean(),
    intervalMinutes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  v.object({
    rhythm: v.literal('daily'),
    enabled: v.boolean(),
    /** `HH:MM` in the server's own time. */
    time: v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
    days: v.array(v.picklist(WEEKDAYS)),
    /** Queue what the scan finds missing. */
    autoDownload: v.boolean(),
  }),
])
export type Scheduler = v.InferOutput<typeof SchedulerSchema>
