// Which broker, which version, which client id. Native radio buttons and fields; closed until asked for.

import { type BrokerChoice, choiceName } from './broker-choice.ts';
import type { ConnectionModel } from './connection.model.ts';
import type { KitWords, LateKitWords } from './words.ts';

interface Props {
  id: string;
  connection: ConnectionModel;
  words: Pick<KitWords, 'head'> & LateKitWords;
  /** Names of the brokers without a host name. */
  names: KitWords['broker'];
  close(): void;
}

export function BrokerPicker({
  id,
  connection,
  words: { broker: words, address, head },
  names,
  close,
}: Props) {
  const chosen = connection.chosen.value;
  const own = connection.own.value;
  const problem = connection.ownProblem.value;
  const { phase } = connection.state.value;
  const locked = !['idle', 'left', 'failed'].includes(phase) || connection.busy.value;
  return (
    <form
      id={id}
      class="picker"
      aria-label={head.settings}
      onSubmit={(event) => {
        event.preventDefault();
        close();
        void connection.connect();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <fieldset class="picker-brokers">
        <legend>{words.legend}</legend>
        {connection.choices.value.map((choice) => (
          <label key={choice.id} class="picker-choice">
            <input
              type="radio"
              name={`${id}-broker`}
              checked={choice.id === chosen.id}
              onChange={() => connection.choose(choice.id)}
            />
            <span>
              <strong>{choiceName(choice, names)}</strong>
              <small>{choiceNote(choice, words)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="picker-rest">
        {chosen.kind === 'own' ? (
          <div class="picker-own">
            <label>
              {words.address}
              <input
                type="text"
                inputMode="url"
                autocomplete="off"
                spellcheck={false}
                placeholder={words.addressHint}
                value={own.url}
                disabled={locked}
                aria-invalid={problem !== undefined}
                aria-describedby={`${id}-problem`}
                onInput={({ currentTarget }) => connection.setOwn({ url: currentTarget.value })}
              />
            </label>
            <p class="problem" id={`${id}-problem`} role="alert">
              {problem ? address[problem] : ''}
            </p>
            <div class="picker-pair">
              <label>
                {words.userName}
                <input
                  type="text"
                  autocomplete="off"
                  value={own.userName}
                  disabled={locked}
                  onInput={({ currentTarget }) =>
                    connection.setOwn({ userName: currentTarget.value })
                  }
                />
              </label>
              <label>
                {words.password}
                <input
                  type="password"
                  autocomplete="off"
                  value={own.password}
                  disabled={locked}
                  onInput={({ currentTarget }) =>
                    connection.setOwn({ password: currentTarget.value })
                  }
                />
              </label>
            </div>
            <p class="note">{words.secrets}</p>
          </div>
        ) : null}
        <fieldset class="picker-version" disabled={locked}>
          <legend>{words.version}</legend>
          {([5, 4] as const).map((version) => (
            <label key={version}>
              <input
                type="radio"
                name={`${id}-version`}
                checked={connection.version.value === version}
                onChange={() => connection.setVersion(version)}
              />
              {version === 5 ? words.version5 : words.version4}
            </label>
          ))}
        </fieldset>
        <label>
          {words.clientId}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            disabled={locked}
            value={connection.clientId.value}
            onInput={({ currentTarget }) => connection.setClientId(currentTarget.value)}
          />
        </label>
        <p class="note">{locked ? words.disconnectFirst : words.clientIdNote}</p>
        <button type="submit" class="only-heard" tabIndex={-1}>
          {head.close}
        </button>
      </div>
    </form>
  );
}

function choiceNote({ kind, local }: BrokerChoice, words: LateKitWords['broker']): string {
  if (kind === 'public') return words.publicNote;
  if (kind === 'sandbox') return words.sandboxNote;
  if (kind === 'own') return words.ownNote;
  return local ? words.localNote : words.hostNote;
}
