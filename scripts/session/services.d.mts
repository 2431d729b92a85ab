/** The helper processes of one private session: started together, gone together. */
export class Services {
  constructor(id: string, env: NodeJS.ProcessEnv)
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}
