<?php
// The seed's PHP sample (Guzzle), its address and token changed, and then the life of an export. What it is told, and what
// it prints, is in ../README.md.
require getenv('GUZZLE');

use GuzzleHttp\Client;
use GuzzleHttp\Exception\ClientException;
use GuzzleHttp\Psr7\Request;

$client = new Client();
$base = getenv('BASE_URL') . '/open-apis/';

function saw($step, $code, $detail)
{
    echo "$step\t$code\t", preg_replace('/\s+/', ' ', $detail), "\n";
}

function post($path, $fields)
{
    global $client, $base;
    $res = $client->post($base . $path, ['json' => $fields]);
    return json_decode($res->getBody(), true);
}

function token()
{
    $app = ['app_id' => getenv('APP_ID'), 'app_secret' => getenv('APP_SECRET')];
    switch (getenv('MODE')) {
        case 'fetched':
            return post('auth/v3/tenant_access_token/internal', $app)['tenant_access_token'];
        case 'store':
            $token = post('auth/v3/app_access_token', $app + ['app_ticket' => getenv('APP_TICKET')])['app_access_token'];
            return post('auth/v3/tenant_access_token',
                ['app_access_token' => $token, 'tenant_key' => getenv('TENANT_KEY')])['tenant_access_token'];
        default:
            return getenv('TOKEN');
    }
}

function create($token, $level)
{
    global $client, $base;
    $headers = [
      'Authorization' => "Bearer $token",
      'Content-Type' => 'application/json'
    ];
    $body = '{
    "room_level_id": "' . $level . '",
    "need_topic": true,
    "start_time": "' . getenv('START_TIME') . '",
    "end_time": "' . getenv('END_TIME') . '",
    "room_ids": [
        "' . getenv('ROOM_ID') . '"
    ],
    "is_exclude": false
}';
    $request = new Request('POST', $base . 'vc/v1/exports/resource_reservation_list', $headers, $body);
    return $client->sendAsync($request)->wait();
}

function refused($step, $call)
{
    try {
        $call();
        saw($step, 0, 'not refused');
    } catch (ClientException $e) {
        $answer = json_decode($e->getResponse()->getBody(), true);
        saw($step, $answer['code'], $answer['msg']);
    }
}

$token = token();
$bearer = ['headers' => ['Authorization' => "Bearer $token"]];

$res = create($token, getenv('ROOM_LEVEL_ID'));
$created = json_decode($res->getBody(), true);
$taskId = $created['data']['task_id'];
saw('create', $created['code'], $taskId);
saw('log_id', 0, $res->getHeaderLine('X-Tt-Logid'));

do {
    usleep(100000);
    $state = json_decode($client->get($base . "vc/v1/exports/$taskId", $bearer)->getBody(), true)['data'];
} while ($state['status'] === 1);
saw('poll', $state['status'], $state['url']);

$file = $client->get($base . 'vc/v1/exports/download',
    $bearer + ['query' => ['file_token' => $state['file_token']], 'sink' => getenv('FILE')]);
saw('download', 0, $file->getHeaderLine('Content-Disposition'));

refused('wrong_field', fn() => create($token, 'omb_?'));
refused('not_there', fn() => create($token, getenv('UNKNOWN_LEVEL_ID')));
if (getenv('FORBIDDEN_LEVEL_ID') !== '') {
    refused('no_right', fn() => create($token, getenv('FORBIDDEN_LEVEL_ID')));
}
refused('no_file', fn() => $client->get($base . 'vc/v1/exports/download',
    $bearer + ['query' => ['file_token' => getenv('UNKNOWN_FILE')]]));
refused('wrong_token', fn() => create(getenv('WRONG_TOKEN'), getenv('ROOM_LEVEL_ID')));
if (getenv('UNSCOPED_TOKEN') !== '') {
    refused('no_scope', fn() => create(getenv('UNSCOPED_TOKEN'), getenv('ROOM_LEVEL_ID')));
}
