/**
 * The least that reading a full outbox takes: the bare driver hands over every command as one text,
 * and JSON.parse makes objects of it. Prints the milliseconds.
 */
import { join } from 'node:path'
import Libsql from 'libsql'

const db = new Libsql(join(process.argv[2] ?? '', 'test.db'))
const begin = performance.now()
const [row] = db.prepare("SELECT '[' || group_concat(command) || ']' AS text FROM outbox").all([])
const commands = JSON.parse(String((row as { text: unknown }).text)) as unknown[]
console.log(JSON.stringify({ ms: performance.now() - begin, commands: commands.length }))
process.exit(0)
