// Who may come in with a user name and a password. [v5 3.1.3.5, 3.1.3.6, 5.4]

import type { Connect } from '#mqtt/wire';
import type { BrokerSettings } from './settings.ts';
import type { Session } from './state.ts';
import { isSameSecret, utf8Bytes } from './utf8-bytes.ts';
import type { Workings } from './workings.ts';

export interface User {
  userName: string;
  /** As text; compared with the bytes of the client as UTF-8. */
  password: string;
}

/** Instead of the list: for hosts that keep passwords elsewhere. Must not wait and must not change anything. */
export type CheckPassword = (userName: string, password: Uint8Array | undefined) => boolean;

const BAD_USER_NAME_OR_PASSWORD = 0x86;
const NOT_AUTHORIZED = 0x87;

/** The reason code that keeps this client out, or undefined. */
export function reasonToKeepOut(
  { users, anonymousAllowed }: BrokerSettings,
  checkPassword: CheckPassword | undefined,
  { userName, password }: Connect,
): number | undefined {
  if (userName === undefined) return anonymousAllowed ? undefined : NOT_AUTHORIZED;
  if (checkPassword !== undefined) {
    return checkPassword(userName, password) ? undefined : BAD_USER_NAME_OR_PASSWORD;
  }
  // Where nobody has a password, a name is as good as none.
  if (users.length === 0) return anonymousAllowed ? undefined : NOT_AUTHORIZED;
  const user = users.find((each) => each.userName === userName);
  const known =
    user !== undefined &&
    password !== undefined &&
    isSameSecret(utf8Bytes(user.password), password);
  return known ? undefined : BAD_USER_NAME_OR_PASSWORD;
}

/** A session belongs to who made it, wherever a name is more than a claim. */
export function belongsToAnother(
  { settings, talents }: Workings,
  session: Session | undefined,
  userName: string | undefined,
): boolean {
  if (settings.sessionOfAnotherUser === 'resume' || session === undefined) return false;
  const { checkPassword, authenticationMethods = [] } = talents;
  const proven =
    checkPassword !== undefined || settings.users.length + authenticationMethods.length > 0;
  return proven && session.userName !== userName;
}
