package io.roomledger.demo;

/**
 * The sample organisation as a database holds it.
 *
 * @param tenantId our id of the tenant
 * @param tenantKey the protocol's name of it
 * @param administratorId our id of the active person who runs the rooms
 * @param loaded whether it was loaded just now, and not found
 */
public record DemoTenant(long tenantId, String tenantKey, long administratorId, boolean loaded) {}
