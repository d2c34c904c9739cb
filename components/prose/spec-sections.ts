// Where a section of the standard is. The OASIS text has anchors without meaning, so those that are known are listed; any
// other section leads to the document. 3.1.1 has no list yet.

const documents = {
  '5': 'https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html',
  '3.1.1': 'http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html',
} as const;
export type SpecVersion = keyof typeof documents;

const anchors: Readonly<Record<string, string>> = {
  '1.5.5': '_Toc3901011',
  '2.1.2': '_Toc3901022',
  '2.1.3': '_Toc3901023',
  '2.1.4': '_Toc3901024',
  '2.2.1': '_Toc3901026',
  '2.2.2.2': '_Toc3901029',
  '2.4': '_Toc3901031',
  '3.1': '_Toc3901033',
  '3.1.2.4': '_Toc3901039',
  '3.1.2.5': '_Toc3901040',
  '3.1.2.10': '_Toc3901045',
  '3.1.2.11.2': '_Toc3901048',
  '3.9': '_Toc3901171',
  '3.14': '_Toc3901205',
};

export function specAddress(section: string, version: SpecVersion = '5'): string {
  const anchor = version === '5' ? anchors[section] : undefined;
  return anchor ? `${documents[version]}#${anchor}` : documents[version];
}
