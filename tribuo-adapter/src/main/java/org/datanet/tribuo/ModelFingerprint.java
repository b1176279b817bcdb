package org.datanet.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.protos.core.ModelProto;

/**
 * SHA-256 of what a model has learned: the names of its features and outputs in the order of their ids, and its protobuf form
 * without names and provenance, which holds times and the run's id, at every level of nesting. The same training gives the same
 * fingerprint, recorded or not, and so does the model when it is read back.
 */
public final class ModelFingerprint {
    /** Field of a model's own message that holds name, provenance and domains. */
    private static final int METADATA = 1;

    private ModelFingerprint() {}

    /** The fingerprint of a model. */
    public static <T extends Output<T>> Digest of(Model<T> model) {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-tribuo-model-1");
        ImmutableFeatureMap features = model.getFeatureIDMap();
        bytes.number(features.size());
        for (int id = 0; id < features.size(); id++) {
            bytes.text(features.get(id).getName());
        }
        ImmutableOutputInfo<T> outputs = model.getOutputIDInfo();
        bytes.number(outputs.size());
        for (int id = 0; id < outputs.size(); id++) {
            bytes.text(outputs.getOutput(id).getSerializableForm(false));
        }
        ModelProto proto = model.serialize();
        return bytes.digest(polymorphic(proto.getClassName(), proto.getSerializedData()))
                .toDigest();
    }

    /** Tribuo wraps everything that has subclasses, models, trees' nodes and outputs alike, into a class name and a message. */
    private static Digest polymorphic(String className, Any data) {
        CanonicalBytes bytes = CanonicalBytes.tagged(className);
        try {
            UnknownFieldSet fields = UnknownFieldSet.parseFrom(data.getValue());
            for (var entry : new TreeMap<>(fields.asMap()).entrySet()) {
                if (entry.getKey() != METADATA || !className.endsWith("Model")) {
                    append(bytes.number(entry.getKey()), entry.getValue());
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Tribuo wrote a %s that is no protobuf message".formatted(className), e);
        }
        return bytes.toDigest();
    }

    private static void append(CanonicalBytes bytes, UnknownFieldSet.Field field) {
        field.getVarintList().forEach(bytes::number);
        field.getFixed32List().forEach(bytes::number);
        field.getFixed64List().forEach(bytes::number);
        List<ByteString> values = field.getLengthDelimitedList();
        Optional<Map<String, ByteString>> map = map(values);
        if (map.isPresent()) {
            map.get().forEach((key, value) -> bytes.text(key).digest(digest(value)));
        } else {
            values.forEach(value -> bytes.digest(digest(value)));
        }
    }

    private static Digest digest(ByteString value) {
        try {
            ModelProto proto = ModelProto.parseFrom(value);
            if (!proto.getClassName().isEmpty()
                    && proto.getSerializedData().getTypeUrl().startsWith("type.googleapis.com/")) {
                return polymorphic(proto.getClassName(), proto.getSerializedData());
            }
        } catch (InvalidProtocolBufferException e) {
            // Any other field, such as weights.
        }
        return Digest.sha256(value.toByteArray());
    }

    /** The entries of a map field by key: on the wire their order is that of some hash table. Empty for any other field. */
    private static Optional<Map<String, ByteString>> map(List<ByteString> values) {
        Map<String, ByteString> map = new TreeMap<>();
        for (ByteString value : values) {
            try {
                UnknownFieldSet entry = UnknownFieldSet.parseFrom(value);
                List<ByteString> keys = entry.getField(1).getLengthDelimitedList();
                List<ByteString> content = entry.getField(2).getLengthDelimitedList();
                if (entry.asMap().size() != 2
                        || keys.size() != 1
                        || content.size() != 1
                        || map.put(keys.get(0).toStringUtf8(), content.get(0)) != null) {
                    return Optional.empty();
                }
            } catch (InvalidProtocolBufferException e) {
                return Optional.empty();
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(map);
    }
}
