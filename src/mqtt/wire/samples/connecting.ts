import { inVersions, type Sample, sample } from './sample.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** CONNECT, CONNACK, DISCONNECT, AUTH, PINGREQ, PINGRESP. */
export function connectingSamples(): Sample[] {
  return [
    sample(
      'CONNECT in 3.1',
      3,
      'client',
      { type: 'CONNECT', protocolVersion: 3, clientId: 'a', cleanStart: true, keepAlive: 60 },
      `10 0f             # CONNECT, 15 bytes follow
       00 06 'MQIsdp' 03 # protocol name and version
       02                # flags: clean session
       00 3c             # keep alive 60 s
       00 01 'a'         # client id`,
    ),
    {
      ...sample(
        'CONNECT in 3.1 whose flags promise a user name that is missing',
        3,
        'client',
        { type: 'CONNECT', protocolVersion: 3, clientId: 'a', cleanStart: true, keepAlive: 0 },
        `10 0f
       00 06 'MQIsdp' 03
       c2                # flags: user name, password, clean session
       00 00
       00 01 'a'         # and here the packet ends: in 3.1 the length wins`,
      ),
      otherForm: true,
    },
    sample(
      'CONNECT in 3.1.1',
      4,
      'client',
      { type: 'CONNECT', protocolVersion: 4, clientId: 'sensor', cleanStart: false, keepAlive: 10 },
      `10 12
       00 04 'MQTT' 04
       00                # no flags
       00 0a             # keep alive 10 s
       00 06 'sensor'`,
    ),
    sample(
      'CONNECT in 3.1.1 with will, user name and password',
      4,
      'client',
      {
        type: 'CONNECT',
        protocolVersion: 4,
        clientId: 'a',
        cleanStart: true,
        keepAlive: 65535,
        will: { topic: 'w', payload: bytes(0x6f, 0x66, 0x66), qos: 1, retain: true },
        userName: 'u',
        password: bytes(0x00, 0xff),
      },
      `10 1c
       00 04 'MQTT' 04
       ee                # user name, password, will retain, will QoS 1, will, clean session
       ff ff
       00 01 'a'
       00 01 'w'         # will topic
       00 03 'off'       # will payload
       00 01 'u'         # user name
       00 02 00 ff       # password: any bytes`,
    ),
    sample(
      'CONNECT in 5.0, the shortest',
      5,
      'client',
      { type: 'CONNECT', protocolVersion: 5, clientId: '', cleanStart: true, keepAlive: 0 },
      `10 0d
       00 04 'MQTT' 05
       02                # clean start
       00 00             # no keep alive
       00                # no properties
       00 00             # empty client id: the server will assign one`,
    ),
    sample(
      'CONNECT in 5.0 with a password but no user name',
      5,
      'client',
      {
        type: 'CONNECT',
        protocolVersion: 5,
        clientId: 'a',
        cleanStart: false,
        keepAlive: 1,
        password: bytes(0x74),
      },
      `10 11
       00 04 'MQTT' 05
       40                # password
       00 01
       00
       00 01 'a'
       00 01 't'         # password`,
    ),
    sample(
      'CONNECT in 5.0 with every property it may have',
      5,
      'client',
      {
        type: 'CONNECT',
        protocolVersion: 5,
        clientId: 'a',
        cleanStart: true,
        keepAlive: 60,
        properties: {
          sessionExpiryInterval: 0xffffffff,
          receiveMaximum: 10,
          maximumPacketSize: 0x80000000,
          topicAliasMaximum: 5,
          requestResponseInformation: 1,
          requestProblemInformation: 0,
          userProperty: [
            ['k', '1'],
            ['k', '2'],
          ],
          authenticationMethod: 'M',
          authenticationData: bytes(1, 2),
        },
      },
      `10 39
       00 04 'MQTT' 05
       02
       00 3c
       2b                   # 43 bytes of properties
       11 ff ff ff ff       # session expiry interval: never
       21 00 0a             # receive maximum
       27 80 00 00 00       # maximum packet size
       22 00 05             # topic alias maximum
       19 01                # request response information
       17 00                # request problem information
       26 00 01 'k' 00 01 '1' # user property
       26 00 01 'k' 00 01 '2' # the same name again
       15 00 01 'M'         # authentication method
       16 00 02 01 02       # authentication data
       00 01 'a'`,
    ),
    sample(
      'CONNECT in 5.0 with a will that has every property',
      5,
      'client',
      {
        type: 'CONNECT',
        protocolVersion: 5,
        clientId: 'a',
        cleanStart: true,
        keepAlive: 60,
        will: {
          topic: 'w',
          payload: bytes(),
          qos: 2,
          retain: false,
          properties: {
            willDelayInterval: 30,
            payloadFormatIndicator: 1,
            messageExpiryInterval: 3600,
            contentType: 't',
            responseTopic: 'r',
            correlationData: bytes(9),
            userProperty: [['k', 'v']],
          },
        },
      },
      `10 33
       00 04 'MQTT' 05
       16                   # will QoS 2, will, clean start
       00 3c
       00                   # no properties of the connection
       00 01 'a'
       1f                   # 31 bytes of will properties
       18 00 00 00 1e       # will delay interval
       01 01                # payload format indicator: UTF-8
       02 00 00 0e 10       # message expiry interval
       03 00 01 't'         # content type
       08 00 01 'r'         # response topic
       09 00 01 09          # correlation data
       26 00 01 'k' 00 01 'v'
       00 01 'w'
       00 00                # empty payload`,
    ),
    ...inVersions(
      [3, 4],
      'server',
      { type: 'CONNACK', sessionPresent: false, reasonCode: 0 },
      `20 02
       00                # flags
       00                # return code: accepted`,
    ),
    sample(
      'CONNACK in 3.1.1 with session present',
      4,
      'server',
      { type: 'CONNACK', sessionPresent: true, reasonCode: 0 },
      '20 02 01 00',
    ),
    sample(
      'CONNACK in 5.0',
      5,
      'server',
      { type: 'CONNACK', sessionPresent: true, reasonCode: 0 },
      `20 03
       01                # session present
       00                # success
       00                # no properties`,
    ),
    sample(
      'CONNACK in 5.0 with every property it may have',
      5,
      'server',
      {
        type: 'CONNACK',
        sessionPresent: false,
        reasonCode: 0,
        properties: {
          sessionExpiryInterval: 1,
          receiveMaximum: 65535,
          maximumQoS: 1,
          retainAvailable: 0,
          maximumPacketSize: 1,
          assignedClientIdentifier: 'c',
          topicAliasMaximum: 0,
          reasonString: 's',
          userProperty: [['', '']],
          wildcardSubscriptionAvailable: 0,
          subscriptionIdentifierAvailable: 1,
          sharedSubscriptionAvailable: 0,
          serverKeepAlive: 0,
          responseInformation: 'i',
          serverReference: 'r',
          authenticationMethod: 'M',
          authenticationData: bytes(),
        },
      },
      `20 3c
       00 00
       39
       11 00 00 00 01    # session expiry interval
       21 ff ff          # receive maximum
       24 01             # maximum QoS
       25 00             # retain available
       27 00 00 00 01    # maximum packet size
       12 00 01 'c'      # assigned client identifier
       22 00 00          # topic alias maximum
       1f 00 01 's'      # reason string
       26 00 00 00 00    # user property, both sides empty
       28 00             # wildcard subscription available
       29 01             # subscription identifier available
       2a 00             # shared subscription available
       13 00 00          # server keep alive
       1a 00 01 'i'      # response information
       1c 00 01 'r'      # server reference
       15 00 01 'M'      # authentication method
       16 00 00          # authentication data`,
    ),
    ...inVersions([3, 4, 5], 'client', { type: 'PINGREQ' }, 'c0 00'),
    ...inVersions([3, 4, 5], 'server', { type: 'PINGRESP' }, 'd0 00'),
    ...inVersions([3, 4, 5], 'client', { type: 'DISCONNECT', reasonCode: 0 }, 'e0 00'),
    sample(
      'DISCONNECT in 5.0 with a reason code',
      5,
      'client',
      { type: 'DISCONNECT', reasonCode: 0x04 },
      `e0 01
       04                # disconnect with will message`,
    ),
    sample(
      'DISCONNECT in 5.0 from a client with every property it may have',
      5,
      'client',
      {
        type: 'DISCONNECT',
        reasonCode: 0,
        properties: { sessionExpiryInterval: 0, reasonString: 's', userProperty: [['k', 'v']] },
      },
      `e0 12
       00
       10
       11 00 00 00 00    # session expiry interval
       1f 00 01 's'
       26 00 01 'k' 00 01 'v'`,
    ),
    sample(
      'DISCONNECT in 5.0 from a server that has moved',
      5,
      'server',
      { type: 'DISCONNECT', reasonCode: 0x9d, properties: { serverReference: 'b.example' } },
      `e0 0e
       9d                # server moved
       0c
       1c 00 09 'b.example' # server reference`,
    ),
    {
      ...sample(
        'DISCONNECT in 5.0 that spells out what it could leave out',
        5,
        'client',
        { type: 'DISCONNECT', reasonCode: 0 },
        'e0 02 00 00',
      ),
      otherForm: true,
    },
    sample('AUTH in 5.0, the shortest', 5, 'server', { type: 'AUTH', reasonCode: 0 }, 'f0 00'),
    sample(
      'AUTH in 5.0 with every property it may have',
      5,
      'server',
      {
        type: 'AUTH',
        reasonCode: 0x18,
        properties: {
          authenticationMethod: 'SCRAM-SHA-256',
          authenticationData: bytes(0x72, 0x3d),
          reasonString: 's',
          userProperty: [['k', 'v']],
        },
      },
      `f0 22
       18                   # continue authentication
       20
       15 00 0d 'SCRAM-SHA-256' # authentication method
       16 00 02 'r='        # authentication data
       1f 00 01 's'
       26 00 01 'k' 00 01 'v'`,
    ),
    sample(
      'AUTH in 5.0 that starts again',
      5,
      'client',
      { type: 'AUTH', reasonCode: 0x19, properties: { authenticationMethod: 'M' } },
      `f0 06
       19                # re-authenticate
       04
       15 00 01 'M'`,
    ),
  ];
}
