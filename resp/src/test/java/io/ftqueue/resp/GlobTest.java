package io.ftqueue.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*,'',true",
        "*,abc,true",
        "a*,abc,true",
        "*c,abc,true",
        "a*b*c,aXbYc,true",
        "a*b*c,aXbY,false",
        "a?c,abc,true",
        "a?c,ac,false",
        "h[ae]llo,hello,true",
        "h[ae]llo,hillo,false",
        "h[^e]llo,hallo,true",
        "h[^e]llo,hello,false",
        "h[a-b]llo,hbllo,true",
        "h[b-a]llo,hbllo,true",
        "h[a-b]llo,hcllo,false",
        "a\\*c,a*c,true",
        "a\\*c,abc,false",
        "[\\]]x,]x,true",
        "[a-,-,true",
        "[a-,b,false",
        "'','',true",
        "'',a,false",
        "abc,abc,true",
        "abc,ABC,false",
        "**a,bba,true",
        "a**,a,true",
        "[^]x,ax,true",
        "x\\,x\\,true"
    })
    void matchesAsRedisDoes(String pattern, String text, boolean matches) {
        assertThat(new Glob(bytes(pattern)).matches(bytes(text))).isEqualTo(matches);
    }

    @Test
    void takesNoTimeToSpeakOfForEvilPatterns() {
        String evil = "a*".repeat(500) + "b";
        assertThat(new Glob(bytes(evil)).matches(bytes("a".repeat(1_024)))).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
