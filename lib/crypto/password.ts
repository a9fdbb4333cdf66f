import { hash, verify } from '@node-rs/argon2'

// OWASP's argon2id minimum: 19 MiB, two passes.
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** An argon2id hash of a password, with its own salt. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password, options)
}

/** Whether a password is the one of the hash; a missing hash takes as long as a wrong password, so that it can't be told apart. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash === null) {
    await hash(password, options)
    return false
  }
  try {
    return await verify(passwordHash, password)
  } catch {
    // Not an argon2 hash: nobody can sign in with it.
    return false
  }
}
