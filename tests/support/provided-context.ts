declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL server of this run, as a superuser. */
    databaseAdminUrl: string
  }
}

/** A migrated, empty database that others are copied from; nobody connects to it. */
export const templateDatabase = 'turnpike_template'
/** Holds one folder for each running suite, named after the process that owns it. */
export const testFolderPrefix = 'turnpike-test-'
