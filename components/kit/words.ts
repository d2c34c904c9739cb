// The shape of `figures.kit` in words.yaml. The build checks that every language has the same keys.

import type { Plural } from './fill.ts';

type Texts<K extends string> = Record<K, string>;

export type FourParts = Texts<'happened' | 'means' | 'cause' | 'next'>;

export interface KitWords {
  lamp: Texts<'off' | 'busy' | 'on' | 'lost' | 'failed'>;
  head: Texts<
    | 'public'
    | 'host'
    | 'local'
    | 'sandbox'
    | 'own'
    | 'greeted'
    | 'client'
    | 'change'
    | 'close'
    | 'settings'
  >;
  /** Names of the brokers that have no host name to show. */
  broker: Texts<'sandbox' | 'local' | 'own'>;
  tape: Texts<'title' | 'totals' | 'out' | 'in' | 'empty' | 'packet' | 'outWords' | 'inWords'> & {
    packets: Plural;
    leftOut: Plural;
  };
  /** What is said when the late parts of a figure cannot be fetched. */
  noLate: string;
}

/** What a figure says only after its first press; it comes with the session, by `late.ts`. */
export interface LateKitWords {
  broker: Texts<
    | 'legend'
    | 'publicNote'
    | 'hostNote'
    | 'localNote'
    | 'sandboxNote'
    | 'ownNote'
    | 'address'
    | 'addressHint'
    | 'userName'
    | 'password'
    | 'secrets'
    | 'version'
    | 'version5'
    | 'version4'
    | 'clientId'
    | 'clientIdNote'
    | 'disconnectFirst'
  >;
  address: Texts<'empty' | 'not-an-address' | 'wrong-scheme' | 'tcp-port' | 'has-secrets'>;
  lens: Texts<
    | 'title'
    | 'close'
    | 'crossed'
    | 'field'
    | 'value'
    | 'clause'
    | 'bytes'
    | 'cut'
    | 'nothing'
    | 'propertiesAndBytes'
    | 'yes'
    | 'no'
  > & { bytesCount: Plural; propertiesCount: Plural; fields: Record<string, string> };
  failure: Texts<
    | 'happened'
    | 'means'
    | 'cause'
    | 'next'
    | 'tried'
    | 'retryIn'
    | 'tryNow'
    | 'retrying'
    | 'attemptFailed'
    | 'usePath'
    | 'tryAgain'
    | 'useSandbox'
    | 'useHost'
    | 'useLocal'
    | 'newClientId'
    | 'movedOn'
    | 'trying'
  > & { kinds: Record<string, FourParts> };
}
