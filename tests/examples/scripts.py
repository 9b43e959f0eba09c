"""What people did in the example sessions, with the reasons they gave.

Two seats of the West play the same seed, one with America in front and reform first, one with Germany in front, in the open and steadily;
then five teams with a facilitator play the same years in four moves.
"""

from __future__ import annotations

from tests.examples.play import Example

SEED = 20071001

AMERICAN = Example(
    name="example-american",
    plan="three",
    people=("west",),
    seed=SEED,
    pace="full",
    level="full",
    turns={
        1: {
            "situation": (
                'west> us: signal uzbekistan type=red-line about=crackdown voice=public text="There will be no business as usual with Tashkent."',
            ),
            "decide": (
                'west> us: raise-concern uzbekistan voice=public because="Two years after Andijon nobody has answered for it. Say so, aloud."',
                'west> us: development-aid tajikistan terms=conditional voice=public because="Money, yes; and a list of what must change first."',
                'west> nato: reform-support uzbekistan front=us terms=conditional voice=public because="No reform, no support: let them hear the price first."',
                'west> eu: reform-support kazakhstan front=self terms=conditional voice=public because="Kazakhstan wants the OSCE chair. That is leverage."',
                'west> west: predict track="access[uzbekistan, us]" direction=up',
            ),
        },
        2: {
            "decide": (
                'west> us: ngo-programme kazakhstan voice=public because="Civil society first; governments follow."',
                'west> us: base-expand kyrgyzstan voice=public because="Moscow wants Manas closed. Show, in the open, that we mean to stay."',
                'west> nato: joint-exercise kazakhstan front=us voice=public because="Show the flag while the summit is in the news."',
                'west> eu: raise-concern turkmenistan terms=conditional voice=public because="The new president should know what we expect before he sells us gas."',
                'west> west: predict track="goodwill[russia, us]" direction=down',
            ),
        },
        3: {
            "decide": (
                'west> us: raise-concern kazakhstan voice=public terms=conditional because="If they want to chair the OSCE they can read its documents."',
                'west> us: defence-training kyrgyzstan size=large because="A host that we train is a host that keeps us."',
                'west> nato: counter-narcotics tajikistan front=us because="They ask for it, and Congress will pay for narcotics."',
                'west> west: predict track="pressure[kyrgyzstan]" direction=up',
                'west> west: note text="Moscow protests at everything with our flag on it. We knew that, and did it anyway."',
            ),
        },
        4: {
            "decide": (
                'west> us: ngo-programme kyrgyzstan voice=public because="Bishkek is the one open society here; help it to stay open."',
                'west> nato: reform-support kyrgyzstan front=us terms=conditional voice=public because="Defence budgets that parliament can read."',
                'west> us: raise-concern kyrgyzstan voice=public because="The election will be watched; say now that we are watching."',
            ),
        },
        5: {
            "decide": (
                'west> us: transit-deal kazakhstan,uzbekistan disclosure=closed because="The war needs a second road and we have no time to explain it."',
                'west> nato: equipment-aid kazakhstan front=us terms=conditional because="Helicopters for votes in parliament. They will grumble and take them."',
                'west> west: predict track="transit" direction=up',
            ),
        },
        6: {
            "decide": (
                'west> us: ngo-programme kazakhstan voice=public because="It is what those who fund us at home ask about first."',
                'west> us: liaison-office kyrgyzstan because="If no runway, then at least a desk."',
                'west> nato: nato-sco-step issue=narcotics front=us because="Washington is told that the SCO matters. Let us see whether it answers us."',
                'west> eu: ngo-programme kazakhstan voice=public because="Parliament votes in the spring."',
            ),
        },
        7: {
            "decide": (
                'west> nato: border-guards tajikistan front=us size=large because="Something that they want, at last, even if late."',
                'west> us: raise-concern uzbekistan voice=public terms=conditional because="It has been three years. We do not forget."',
                'west> west: note text="Every door that we open with money we close again with a speech."',
            ),
        },
        8: {
            "decide": (
                'west> us: afghan-effort size=large because="Whatever happens here, the war is what we came for."',
                'west> nato: counter-narcotics kyrgyzstan,tajikistan front=us because="End on the work they asked for."',
                'west> us: raise-concern kazakhstan voice=public because="A last word for the record."',
            ),
        },
    },
    reactions={
        "bucharest-summit": ("talk-with-kabul-first", "The alliance has its own plan for the war."),
        "crackdown-outcry": ("condemn", "Silence is what they count on."),
        "colour-revolution": ("welcome-it", "This is what the programmes were for."),
        "base-eviction": ("protest", "A lease is a lease."),
        "moscow-conference": ("stay-away", "We will not dignify it."),
        "embargo-review": ("renew-it", "Nothing has changed in Tashkent."),
        "parliament-hearing": ("speak-out", "The committee wants to hear it in public."),
        "attention-elsewhere": ("let-it-slide", "There are two wars, and one of them is on television."),
    },
    answers={},
    after=(
        "Reactions: Righteous, and outside.",
        "Why it happened: We said what we believed, and each speech was answered in Moscow and in the capitals before the aid arrived.",
        "What we learned: Asking for reform aloud cost the access through which reform could have come.",
        "Strength: The line was clear; nobody could say that we hid our aims.",
        "To improve: Ask what the host needs before saying what we want.",
        "Action: Voice | Agree who speaks before agreeing what is said | West | next session",
    ),
)

GERMAN = Example(
    name="example-german",
    plan="three",
    people=("west",),
    seed=SEED,
    pace="full",
    level="full",
    turns={
        1: {
            "situation": (
                'west> nato: signal type=intention about=border-guards voice=public text="We shall help those who ask with their borders, and show everyone how."',
            ),
            "decide": (
                'west> us: western-concert span=two-years because="One plan, written down, before anybody sends anybody anything."',
                'west> nato: border-guards uzbekistan,tajikistan front=germany disclosure=consulted span=year because="They ask for it, Berlin is trusted, and Moscow sees the papers first."',
                'west> eu: reform-support kazakhstan front=germany terms=benchmarks because="Judges first: reviewed together, and nothing said aloud."',
                'west> west: predict track="goodwill[russia, germany]" direction=up',
            ),
        },
        2: {
            "decide": (
                'west> nato: counter-narcotics kyrgyzstan front=germany disclosure=consulted because="The heroin reaches Moscow before it reaches us. Show them that."',
                'west> nato: consultation russia front=germany because="Ask first. It costs one ambassador."',
                'west> eu: development-aid kyrgyzstan front=germany because="An open country with empty shops, in a winter like this."',
                'west> us: ease-quarrel because="Every radar we argue about costs us a door here."',
                'west> west: note text="The Russian side asked for the training schedule. We gave it to them."',
            ),
        },
        3: {
            "decide": (
                'west> nato: border-guards uzbekistan,tajikistan front=germany disclosure=consulted span=year because="Steady means again, not more."',
                'west> us: afghan-effort because="The river starts over there."',
                'west> eu: reform-support kazakhstan front=germany terms=benchmarks because="The same judges, the second year."',
                'west> west: predict track="trust[uzbekistan, nato]" direction=up',
            ),
        },
        4: {
            "decide": (
                'west> nato: nato-sco-step issue=narcotics front=germany because="Beijing and Moscow have both said that they want lists. Start there."',
                'west> nato: counter-narcotics tajikistan front=germany disclosure=consulted because="A step with nobody on the ground is paper."',
                'west> eu: exchange-and-study kazakhstan,kyrgyzstan,uzbekistan front=germany span=year because="Scholarships frighten nobody and are remembered for thirty years."',
                'west> us: consultation china because="Nobody from our side has asked Beijing anything in two years."',
            ),
        },
        5: {
            "decide": (
                'west> nato: transit-deal kazakhstan,uzbekistan front=germany disclosure=consulted because="Told to everyone before it is signed, so that nobody need guess."',
                'west> eu: development-aid kyrgyzstan front=germany because="Steady money; no cameras."',
                'west> nato: defence-training kazakhstan front=germany because="Berlin in front, instructors of all nations behind it."',
                'west> west: predict track="transit" direction=up',
            ),
        },
        6: {
            "decide": (
                'west> nato: nato-sco-step issue=narcotics front=germany because="The second rung is where people begin to work together."',
                'west> nato: border-guards uzbekistan,tajikistan front=germany disclosure=consulted because="The same officers go back to the same posts."',
                'west> eu: reform-support uzbekistan front=germany terms=benchmarks because="They let us in on borders; now ask about courts, quietly."',
            ),
        },
        7: {
            "decide": (
                'west> nato: joint-work issue=narcotics front=germany because="Lists are shared. Put people round one table."',
                'west> eu: exchange-and-study tajikistan front=germany because="The others have had their classes; the mountains have not."',
                'west> us: afghan-effort because="Hold the ground while the rest grows."',
                'west> west: note text="Two Russian officers at the Termez course. Nobody wrote about it, which was the idea."',
            ),
        },
        8: {
            "decide": (
                'west> nato: counter-narcotics kyrgyzstan,tajikistan front=germany disclosure=consulted because="Leave something that runs after us."',
                'west> nato: nato-sco-step issue=afghanistan front=germany because="What worked on narcotics may work on the border."',
                'west> eu: development-aid tajikistan front=germany because="As begun, so ended."',
            ),
        },
    },
    reactions={
        "bucharest-summit": ("take-up-the-talks", "Transit talks are what everybody at the table can want."),
        "crackdown-outcry": ("quiet-inquiry", "Ask, in writing, and go on with the work."),
        "colour-revolution": ("ask-for-calm", "Whoever governs tomorrow will remember who shouted today."),
        "base-eviction": ("go-quietly", "A host who asks once may ask us back."),
        "moscow-conference": ("come-with-a-plan", "They invite us to talk about Afghanistan: talk about Afghanistan."),
        "embargo-review": ("let-it-lapse", "It bought nothing and cost us the ministry."),
        "parliament-hearing": ("defend-the-work", "Show what is done, not what is said."),
        "attention-elsewhere": ("keep-the-people", "Continuity is the whole policy."),
        "new-presidency": ("make-it-a-priority", "Somebody must own the strategy."),
    },
    answers={},
    after=(
        "Reactions: Patient. A little bored, and glad of it.",
        "Why it happened: The same few people did the same work every half-year, and everybody had seen the papers.",
        "What we learned: Who stood in front mattered more than how much was spent; being shown things first took the edge off Moscow.",
        "Strength: Steady, and one plan among three Western actors.",
        "To improve: Civil space hardly moved. Ask what the quiet cost.",
        "Action: Concert | Put the division of work on paper before the first offer | West | next session",
    ),
)

FIVE = Example(
    name="example-five",
    plan="five",
    people=("alliance", "us", "russia", "china", "region"),
    seed=5 * SEED,
    pace="seminar",
    level="reasons",
    turns={
        1: {
            "situation": (
                'russia> russia: message alliance text="If you mean to work on borders, show us the papers first. We shall answer within the week."',
                'alliance> alliance: message russia text="You will have them before Tashkent does." pledge=yes',
                'us> us: message facilitator text="May we know whether Manas is safe this year?"',
                'facilitator> facilitator: message us text="You know what your ambassador knows: the rent is too low, and Moscow is on the telephone."',
            ),
            "decide": (
                'alliance> nato: border-guards tajikistan,uzbekistan front=germany disclosure=consulted because="We promised Moscow the papers; now it can say what it minds."',
                'alliance> eu: reform-support kyrgyzstan front=germany terms=benchmarks because="Quiet, slow, and nobody is against it."',
                'alliance> alliance: predict track="goodwill[russia, germany]" direction=up',
                'us> us: base-expand kyrgyzstan voice=low-key because="Before the rent goes up again."',
                'us> us: raise-concern uzbekistan voice=public because="The committee sits next week and we need something in the papers."',
                'us> us: predict track="pressure[kyrgyzstan]" direction=same',
                'russia> russia: arms-at-home-prices kazakhstan because="Who buys our rifles will not buy theirs."',
                'russia> russia: ease-quarrel because="Not everything here has to be about interceptors."',
                'russia> russia: predict track="influence[kazakhstan, russia]" direction=up',
                'china> china: soft-loan kyrgyzstan because="Roads first; friends come along them."',
                'china> china: energy-deal turkmenistan because="The pipe will be built whoever talks. Let it be ours."',
                'region> kazakhstan: state-visit china because="One direction a year. This year it is east."',
                'region> uzbekistan: services-build-up because="Nobody guards our border but ourselves."',
                'region> kyrgyzstan: raise-rent us because="They have just enlarged it. Now we may ask."',
                'region> tajikistan: ask-for-help nato issue=narcotics because="We have four hundred posts and no radios."',
                'facilitator> facilitator: note objective=nato-partner text="The alliance team asked Moscow before it asked Tashkent. Quick, and Tashkent noticed."',
            ),
            "read-out": (
                'facilitator> facilitator: note text="Silence at the US table when its own prediction came out wrong. Good moment for the debrief."',
            ),
        },
        2: {
            "situation": (
                "facilitator> facilitator: release narcotics-surge",
                'facilitator> facilitator: write to=region text="Your interior ministers have met without telling their presidents. They want one list of names, and they want nobody to speak of it."',
                'region> kazakhstan: signal type=intention about=regional-initiative voice=public text="We should rather meet in Almaty than be met anywhere else."',
            ),
            "decide": (
                'alliance> nato: nato-sco-step issue=narcotics front=germany because="The surge gives everyone a reason. Use it before it is forgotten."',
                'alliance> nato: counter-narcotics tajikistan front=germany disclosure=consulted because="A step without people on the ground is paper."',
                'alliance> eu: road-and-rail tajikistan front=germany because="Customs posts need roofs, and a road to stand on."',
                'us> us: afghan-effort because="The harvest is on the other side of the river."',
                'us> us: ngo-programme kyrgyzstan voice=public because="We cannot go home with barracks alone."',
                'us> us: predict track="trust[kyrgyzstan, us]" direction=down',
                'russia> russia: csto-exercise voice=low-key because="If they train on the river, so do we - but without a parade."',
                'russia> russia: guarantee-the-regime tajikistan voice=low-key because="Dushanbe looks west. Give it a reason to look back."',
                'china> china: sco-development-fund because="An organisation without money is a photograph."',
                'region> region: predict track="threat[narcotics, tajikistan]" direction=down',
                'region> kazakhstan: argue text="We host a standing meeting of the five interior ministers in Almaty, with NATO and the CSTO as guests, and open a joint register of traffickers." '
                'for="The surge has frightened all five at once" for2="Our ministers have met already" for3="Both alliances are invited, so neither need object"',
                'facilitator> facilitator: weigh kazakhstan/argument against="Tashkent has never given Almaty a list of anything"',
                'facilitator> facilitator: weigh kazakhstan/argument for="Germany will pay for the register and ask for nothing"',
                'region> uzbekistan: border-sweep issue=narcotics because="Whoever keeps the list, we want to be seen filling it."',
                'facilitator> facilitator: note objective=kazakhstan-name text="First argument of the day, and made by the quietest team."',
            ),
            "adjudicate": (
                'facilitator> facilitator: rule-argument kazakhstan/argument method=dice roll=5+3 mod="+1 Three strong reasons" mod2="-1 Tashkent does not share" '
                'as="regional-initiative kyrgyzstan,tajikistan,uzbekistan issue=narcotics" strength=100 change="habit[narcotics] 3" '
                'because="The reasons hold, the doubt about Tashkent holds as well; the dice went on the table for all to see."',
                'facilitator> facilitator: rule what=change track="goodwill[russia, nato]" by=3 '
                'because="Moscow was consulted, invited and thanked in one half-year; the table agreed that it would be flattered more than the rules say."',
            ),
        },
        3: {
            "situation": ("facilitator> facilitator: explain level=full",),
            "decide": (
                'alliance> nato: nato-sco-step issue=narcotics front=germany because="The second rung is where people work together."',
                'alliance> eu: reform-support kazakhstan front=germany terms=benchmarks because="Almaty has earned a question about courts, asked softly."',
                'us> us: consultation russia because="Our team has not spoken to theirs since lunch."',
                'us> us: road-and-rail tajikistan,uzbekistan because="Trucks now, trade after."',
                'us> us: predict track="goodwill[russia, us]" direction=up',
                'russia> russia: gas-price-rise turkmenistan because="They sell east over our heads."',
                'russia> russia: labour-ease tajikistan because="A friend in Dushanbe is worth more than the permits cost."',
                'china> china: road-and-rail kyrgyzstan,tajikistan because="The road to the pass is ours to build."',
                'china> china: soft-loan uzbekistan because="Tashkent needs somebody who asks no questions."',
                'region> turkmenistan: sell-energy china because="The price went up in the wrong direction."',
                'region> kazakhstan: equal-distance because="We have been invited everywhere. Go everywhere."',
                'region> kyrgyzstan: host-talks because="Two tenants who talk are easier than two who do not."',
                'facilitator> facilitator: pause because="Fire alarm. Everybody out, sealed orders stay on the table."',
                "facilitator> facilitator: resume",
                'china> china: predict track="influence[uzbekistan, china]" direction=up',
            ),
        },
        4: {
            "situation": ('facilitator> facilitator: hand china to=persona because="The Chinese team has a train to catch."',),
            "decide": (
                'alliance> nato: joint-work issue=narcotics front=germany because="Lists, then people. This is what the rungs were for."',
                'alliance> nato: counter-narcotics tajikistan,kyrgyzstan front=germany disclosure=consulted because="Leave something behind that runs."',
                'alliance> eu: development-aid kyrgyzstan front=germany because="Bread, before the next bad winter."',
                'us> us: base-draw-down kyrgyzstan voice=public because="Leave before we are asked, and say so: it may be the only base closure that made friends."',
                'us> us: exchange-and-study kazakhstan,kyrgyzstan because="Students outlast runways."',
                'russia> russia: csto-channel nato issue=narcotics because="If they work with the SCO, they can speak to us as well."',
                'russia> russia: gas-price-ease turkmenistan because="The lever did what levers do: it wore."',
                'region> kazakhstan: state-visit nato because="The circle is closed: all four capitals in two years."',
                'region> uzbekistan: open-access nato because="They came with papers, and left when they said they would."',
                'region> tajikistan: reform-step because="Small, ours, and unasked."',
                'region> region: predict track="access[uzbekistan, nato]" direction=up',
                'facilitator> facilitator: note objective=us-committees text="The US team chose to leave Manas on its own. The room went quiet."',
            ),
        },
    },
    reactions={
        "bucharest-summit": ("take-up-the-talks", "Transit is the one thing everyone can want."),
        "moscow-conference": ("come-with-a-plan", "Moscow has invited us. Go."),
        "embargo-review": ("keep-a-part", "Our capitals are split; so is the answer."),
        "kyrgyzstan moscow-billions": ("bid-it-up", "Two tenants, two offers."),
        "crackdown-outcry": ("quiet-inquiry", "Ask without a microphone."),
        "us crackdown-outcry": ("condemn", "We cannot be silent on this at home."),
        "war-in-georgia": ("say-little", "Nothing we say there helps us here."),
        "turkmenistan pipeline-blast": ("hurry-the-chinese-line", "It blew up. Sell elsewhere."),
        "rapid-force": ("sign-with-a-note", "Yes, and in our own words."),
        "uzbekistan rapid-force": ("leave-the-pen", "No foreign troops on our soil, theirs included."),
    },
    answers={
        "tajikistan nato/border-guards": ("reply=accept publish=yes", "We asked for it, and we want everyone to know that we asked."),
        "russia nato/border-guards": ("reply=no-objection", "They kept their word about the papers."),
        "russia nato/nato-sco-step": ("reply=no-objection", "Treated as an equal once; let us see whether it lasts."),
        "china nato/nato-sco-step": ("reply=no-objection", "Lists of traffickers harm nobody we know."),
    },
    after=(
        "Reactions: Talked more than expected. Tired. Surprised by Almaty.",
        "What happened: The surge made the five meet; the meeting made the rest possible.",
        "Why it happened: Moscow was shown papers early and could afford not to object.",
        "What we learned: The argument of Kazakhstan did more than any order on the list.",
        "What we take home: Ask the one who can say no before the one who will say yes.",
        "Strength: Messages between teams were kept short, and mostly kept.",
        "To improve: The US team decided alone until the third move.",
        "Feedback: More time for answers, less for the read-out.",
        "Action: Consultation | Send drafts to the sceptics first | all teams | next exercise",
    ),
)

EXAMPLES = (AMERICAN, GERMAN, FIVE)
