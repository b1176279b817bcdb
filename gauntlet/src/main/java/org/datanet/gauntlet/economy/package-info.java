/**
 * The economy over time: people who game and people who don't contribute epoch after epoch to one Datanet, are paid by a mechanism, and
 * take up what pays. Uses the gauntlet's attacks and mechanisms, and adds none of its own.
 */
@NullMarked
package org.datanet.gauntlet.economy;

import org.jspecify.annotations.NullMarked;
