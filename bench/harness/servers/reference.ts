/** The reference server with everything in memory, as a process of the bench. */
import { createServer } from '../../../reference-server/server'
import { serve } from '../server-process'

const { url } = await createServer({ port: 0, librarySize: 0, control: true })
serve({ url }, () => null)
