// Where the site and its repository live: one setting, in package.json (`homepage`, `repository`).
// SITE_URL and BASE_PATH override it for one build, so that a fork or a preview needs no edit.

// Written with `./` because the aliases for MQTT.js replace its own '../../package.json'.
import pkg from './../../package.json' with { type: 'json' };

export interface Site {
  /** Scheme and host, without a path: `https://hello-mqtt.example`. */
  readonly origin: string;
  /** The path that every address begins with; begins and ends with a slash. */
  readonly base: string;
  /** The repository's address, without a slash at its end. */
  readonly repository: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readSite(
  settings: { homepage: string; repository: string },
  environment: Environment,
): Site {
  const home = new URL(environment['SITE_URL'] || settings.homepage);
  const path = environment['BASE_PATH'] || home.pathname;
  return {
    origin: home.origin,
    base: `/${path.split('/').filter(Boolean).join('/')}/`.replace('//', '/'),
    repository: settings.repository.replace(/^git\+|(\.git)?\/?$/g, ''),
  };
}

export const site = readSite(pkg, process.env);
