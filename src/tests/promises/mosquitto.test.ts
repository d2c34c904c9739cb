import { mosquittoHost, mosquittoPath, mosquittoVersion } from './hosts/mosquitto.ts';
import { everyFailureIsNamed, runPromises } from './run-promises.ts';

if (mosquittoPath !== undefined) {
  console.info(mosquittoVersion(mosquittoPath));
  runPromises(mosquittoHost(mosquittoPath));
} else {
  console.info('mosquitto is not installed: it was not asked');
  everyFailureIsNamed();
}
