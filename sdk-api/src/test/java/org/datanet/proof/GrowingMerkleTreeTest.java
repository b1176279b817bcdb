package org.datanet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowingMerkleTreeTest {

    @Test
    void it_agrees_with_the_tree_of_a_fixed_list_at_every_size() {
        GrowingMerkleTree growing = new GrowingMerkleTree();
        List<Digest> leaves = new ArrayList<>();
        List<Digest> roots = new ArrayList<>(List.of(Digest.EMPTY));
        for (int size = 1; size <= 70; size++) {
            Digest leaf = MerkleTree.leaf(new byte[] {(byte) size});
            leaves.add(leaf);
            growing.add(leaf);
            MerkleTree fixed = MerkleTree.of(leaves);
            roots.add(fixed.root());

            assertThat(growing.root()).isEqualTo(fixed.root());
            for (int i = 0; i < size; i++) {
                assertThat(growing.inclusion(i)).isEqualTo(fixed.inclusion(i));
                assertThat(growing.inclusion(i).leadsFrom(leaves.get(i), growing.root()))
                        .isTrue();
                assertThat(growing.inclusion(i).leadsFrom(leaves.get((i + 1) % size), growing.root()))
                        .isEqualTo(size == 1);
            }
            for (int old = 1; old <= size; old++) {
                assertThat(growing.root(old)).isEqualTo(roots.get(old));
                assertThat(growing.consistency(old)).isEqualTo(fixed.consistency(old));
                assertThat(growing.consistency(old).leadsFrom(roots.get(old), growing.root()))
                        .isTrue();
                assertThat(growing.consistency(old).leadsFrom(roots.get(old - 1), growing.root()))
                        .isFalse();
            }
        }
    }

    @Test
    void an_empty_tree_has_the_root_of_rfc_9162_and_no_proofs() {
        GrowingMerkleTree tree = new GrowingMerkleTree();
        assertThat(tree.root()).isEqualTo(Digest.EMPTY);
        assertThatThrownBy(() -> tree.inclusion(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistency(1)).isInstanceOf(IllegalArgumentException.class);
    }
}
