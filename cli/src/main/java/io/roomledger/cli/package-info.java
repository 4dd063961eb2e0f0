/**
 * The command line client: asks a Feishu-compatible server for one export and saves the file.
 *
 * <p>{@link io.roomledger.cli.Main} → {@code ExportCommand} (options) → {@code Export} (token,
 * create, poll, download) → {@code OpenPlatform} (the protocol) → {@code PatientClient} (HTTP,
 * retries). Knows the protocol only: nothing here uses a Roomledger extension, so that the same
 * command works against Feishu itself.
 */
@NullMarked
package io.roomledger.cli;

import org.jspecify.annotations.NullMarked;
