// The authentication methods that a configuration can ask for, made of its users and of this machine's chance.

import { randomBytes } from 'node:crypto';
import {
  type AuthenticationMethod,
  type ScramCredentials,
  scramCredentials,
  scramSha256,
  type User,
} from '#mqtt/broker';

export const methodNames = ['SCRAM-SHA-256'] as const;
export type MethodName = (typeof methodNames)[number];

export function authenticationMethods(
  names: readonly MethodName[],
  users: readonly User[],
): AuthenticationMethod[] {
  return names.map((name) => methods[name](users));
}

const methods: Record<MethodName, (users: readonly User[]) => AuthenticationMethod> = {
  'SCRAM-SHA-256': scramOfPasswords,
};

/** Credentials are made at the start, so that no login is slower than another and tells something by it. */
function scramOfPasswords(users: readonly User[]): AuthenticationMethod {
  const known = new Map<string, ScramCredentials>();
  for (const { userName, password } of users) {
    // Where a name is there twice the first counts, as it does for passwords.
    if (!known.has(userName)) known.set(userName, scramCredentials(password, randomBytes(16)));
  }
  return scramSha256({
    credentialsOf: (userName) => known.get(userName),
    nonce: () => randomBytes(24).toString('base64'),
    decoy: randomBytes(32).toString('base64'),
  });
}
