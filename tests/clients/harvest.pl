#!/usr/bin/perl
# HTTP::OAI of Debian harvests whole sets, page after page, deletions included.
use strict;
use warnings;
use HTTP::OAI;
use JSON::PP qw(decode_json);
use LWP::UserAgent;

my $home  = $ENV{INSTRUMENTD_URL};
my $agent = LWP::UserAgent->new;
my $oai   = HTTP::OAI::Harvester->new(baseURL => "$home/oai");

sub expect {
    my ($holds, $what) = @_;
    die "$what\n" unless $holds;
}

# The newest operation on each record, as the feed ends up.
sub live {
    my ($since, %there) = (0);
    while (1) {
        my $page = decode_json($agent->get("$home/v1/changes?kind=instruments,organizations&fields=key&limit=1000&since=$since")->content);
        for my $c (@{ $page->{items} }) {
            my $id = $c->{id} // $c->{record}{id};
            $there{"oai:instrumentd:$c->{kind}/$id"} = $c->{op};
        }
        $since = $page->{next};
        return \%there if $since == $page->{head}{seq};
    }
}

sub harvest {
    my ($verb, %of) = @_;
    my (%there, $bare);
    my $answer = $oai->$verb(
        %of,
        onRecord => sub {
            my $item = shift;
            $there{ $item->identifier } = $item->is_deleted ? 'delete' : 'put';
            $bare = 1 if $verb eq 'ListRecords' && !$item->is_deleted && !$item->metadata;
        });
    expect($answer->is_success, "$verb: " . $answer->message);
    expect(!$bare, "$verb: a record without metadata");
    return \%there;
}

sub compare {
    my ($got, $want, $what) = @_;
    expect(keys %$got == keys %$want, "$what: " . keys(%$got) . ' of ' . keys %$want);
    expect(($got->{$_} // '') eq $want->{$_}, "$what: $_ is another") for keys %$want;
}

my $identity = $oai->Identify;
expect($identity->is_success && $identity->deletedRecord eq 'persistent', 'Identify');
my $want = live();
my ($n, $gone) = (0, 0);
for my $kind ('organizations', 'instruments') {
    my %all = map { $_ => $want->{$_} } grep { /:$kind\// } keys %$want;
    my @of = (set => "kind:$kind", metadataPrefix => 'oai_dc');
    compare(harvest('ListIdentifiers', @of), \%all, "ListIdentifiers $kind");
    compare(harvest('ListRecords', @of), \%all, "ListRecords $kind");
    $n += keys %all;
    $gone += grep { $_ eq 'delete' } values %all;
}
my $wrong = $oai->GetRecord(identifier => 'oai:instrumentd:x', metadataPrefix => 'oai_dc');
expect(!$wrong->is_success, 'an identifier that is none');
print "$n records, $gone of them deleted\n";
